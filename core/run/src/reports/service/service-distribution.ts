import { medianChange, type NextReplyFigures, nextReplyFigures, type QuantileFigures } from '@rapport/metrics'
import type { DifferenceInterval } from '@rapport/stats'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type Comparison, earlierDays } from './earlier-days.ts'
import type { ServiceClock } from './grouped-figures.ts'
import { listedDurations, rowsOfGroups } from './listed-durations.ts'
import { nextReplies } from './next-replies.ts'
import {
  fewestOfAgent,
  happened,
  inSlice,
  isOfAgent,
  type ServiceSlice,
  slicedTickets,
} from './service-slice.ts'
import { durationColumn, eventOfDuration, type TicketDuration } from './ticket-durations.ts'

/** How many lie from `from` up to below `to`, seconds; to null: without an end. */
export interface DurationBin {
  readonly from: number
  readonly to: number | null
  readonly count: number
}

/** How long something took on the tickets of a slice: not one number, but all of them. */
export interface ServiceDistribution {
  /** How many there are. */
  readonly n: number
  /** Null: hidden, since so few of one agent would say more of chance than of a person. */
  readonly figures: (QuantileFigures & Pick<NextReplyFigures, 'mean'>) | null
  /** Of the median against the days before; null: not compared, hidden, or of too few. */
  readonly change: DifferenceInterval | null
  /** Each about twice as wide as the one before, without empty ones at the ends; null where the figures are hidden. */
  readonly bins: readonly DurationBin[] | null
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Round steps of which each is about twice the one before: times of minutes and of weeks are both seen. */
const edges = [
  ...[0, 1 * minute, 2 * minute, 5 * minute, 10 * minute, 20 * minute, 40 * minute],
  ...[1, 2, 4, 8, 16].map((hours) => hours * hour),
  ...[1, 2, 4, 7, 14, 30, 60, 120, 240, 365].map((days) => days * day),
]

/** The distribution of a duration over the tickets of a slice; next replies count each. */
export async function serviceDistribution(
  db: Database,
  slice: ServiceSlice,
  { compare, ...wanted }: WantedDuration & { readonly compare: Comparison },
): Promise<ServiceDistribution> {
  const before = earlierDays(slice, compare)
  const [now, past] = await Promise.all([
    readDurations(db, slice, wanted),
    before === null ? null : readDurations(db, { ...slice, ...before }, wanted),
  ])
  const { answered: n, sorted, figures } = now
  const isHidden = ({ answered }: { readonly answered: number }) =>
    isOfAgent(slice) && answered < fewestOfAgent
  if (isHidden(now)) return { n, figures: null, change: null, bins: null }
  const change = past === null || isHidden(past) ? null : medianChange(figures, past.figures)
  const { answered: _, medianSpread: __, ...shown } = figures
  return { n, figures: shown, change, bins: binned(sorted) }
}

interface WantedDuration {
  readonly duration: TicketDuration
  readonly clock: ServiceClock
}

async function readDurations(db: Database, slice: ServiceSlice, { duration, clock }: WantedDuration) {
  const column = durationColumn(duration, clock, 'metric')
  const rows = duration === 'next-reply' ? sql`(${nextReplies}) as metric` : slicedTickets(slice)
  const its = duration === 'next-reply' ? sql`true` : happened(eventOfDuration[duration], slice)
  const [read] = await rowsOfGroups(
    db,
    sql<{ durations: string | null }>`
      select string_agg(${column}::text, ',') as durations from ${rows}
      where ${inSlice(slice)} and ${its} and ${column} is not null
    `,
  )
  const { answered, totalSeconds, values, sorted } = listedDurations(read?.durations ?? null)
  return { answered, sorted, figures: nextReplyFigures({ answered, totalSeconds }, values) }
}

function binned(sorted: Iterable<number>): readonly DurationBin[] {
  const counts = edges.map(() => 0)
  let bin = 0
  for (const seconds of sorted) {
    while (bin + 1 < edges.length && seconds >= (edges[bin + 1] ?? 0)) bin += 1
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const first = counts.findIndex((count) => count > 0)
  const last = counts.findLastIndex((count) => count > 0)
  if (first === -1) return []
  return counts
    .map((count, index) => ({ from: edges[index] ?? 0, to: edges[index + 1] ?? null, count }))
    .slice(first, last + 1)
}
