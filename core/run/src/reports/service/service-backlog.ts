import { formatLocalDay, localDay } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { inSlice, type ServiceSlice } from './service-slice.ts'

/** Open tickets that began on the days from `from` to `to`, so many whole days ago. */
export interface OpenOfAge {
  readonly fromDays: number
  /** Null: without an end. */
  readonly belowDays: number | null
  /** Local days, both included; null: there are none, so that no day is the first. */
  readonly from: string | null
  readonly to: string
  readonly open: number
  /** Of these, those in which the customer waits for an answer. */
  readonly waiting: number
}

/** Begun and solved in a stretch of days, and open at its end. */
export interface BacklogStretch {
  readonly from: string
  readonly to: string
  readonly begun: number
  readonly solved: number
  readonly open: number
}

/** What is open, and how that came. */
export interface ServiceBacklog {
  readonly open: number
  readonly waiting: number
  /** Waiting longer than the target. */
  readonly overdue: number
  readonly ages: readonly OpenOfAge[]
  readonly trend: readonly BacklogStretch[]
}

/** In whole days since the day of the beginning. */
const ageEdges = [0, 1, 3, 7, 14, 30, 90] as const
/** A trend of more points than this says less, not more. */
const mostPoints = 62
const firstDay = '0001-01-01'

/**
 * The open tickets of a slice by age, whenever they began, and for the days of the slice how many were open at the end of each. A ticket
 * counts as open from the day it began to the day of its last resolution.
 */
export async function serviceBacklog(
  db: Database,
  slice: Omit<ServiceSlice, 'dayOf'>,
  { asOf, timezone }: { readonly asOf: Date; readonly timezone: string },
): Promise<ServiceBacklog> {
  const today = localDay(asOf.toISOString(), timezone)
  const whenever = { ...slice, from: firstDay, to: formatLocalDay(today) }
  const rows = await readDays(db, whenever, { asOf, timezone, from: slice.from })
  const open = rows.flatMap((row) =>
    row.begun !== null && row.isOpen ? [{ ...row, day: row.begun, open: row.tickets }] : [],
  )
  const total = (name: 'open' | 'waiting' | 'overdue') => open.reduce((sum, row) => sum + row[name], 0)
  return {
    open: total('open'),
    waiting: total('waiting'),
    overdue: total('overdue'),
    ages: byAge(open, today),
    trend: trendOf(flowOf(rows), dayNumber(slice.from), Math.min(dayNumber(slice.to), today)),
  }
}

/** Tickets that began on a day (`begun`), or were last resolved on one (null: before the days of the slice, or they are open). */
interface DayRow {
  readonly begun: string | null
  readonly resolved: string | null
  readonly isOpen: boolean
  readonly tickets: number
  readonly waiting: number
  readonly overdue: number
}

/** In one reading of all tickets: which day a moment is in a zone takes longer than the reading, and is asked of the late ones alone. */
async function readDays(
  db: Database,
  slice: ServiceSlice,
  { asOf, timezone, from }: { readonly asOf: Date; readonly timezone: string; readonly from: string },
): Promise<readonly DayRow[]> {
  const { rows } = await sql<DayRow>`
    select begun::text, resolved::text, is_open as "isOpen", count(*)::integer as tickets,
      count(waiting_since)::integer as waiting, (count(*) filter (where waiting_due_at < ${asOf}))::integer as overdue
    from (
      select metric.started_on as begun, metric.category not in ('solved', 'closed') as is_open, metric.waiting_since,
        metric.waiting_due_at,
        case when metric.category in ('solved', 'closed') and metric.resolved_at >= ${from}::timestamp at time zone ${timezone}
          then (metric.resolved_at at time zone ${timezone})::date end as resolved
      from ticket_metric as metric where ${inSlice(slice)}
    ) as metric
    group by grouping sets ((begun, is_open), (resolved, is_open))
    order by begun, resolved
  `.execute(db)
  return rows
}

/** What began and what was resolved on each day; what was resolved before the days of the slice comes before all of them. */
function flowOf(rows: readonly DayRow[]): readonly DayFlow[] {
  const flow = rows.flatMap(({ begun, resolved, isOpen, tickets }): DayFlow[] => {
    if (begun !== null) return [{ day: begun, begun: tickets, solved: 0 }]
    return isOpen ? [] : [{ day: resolved ?? firstDay, begun: 0, solved: tickets }]
  })
  return flow.toSorted((left, right) => (left.day < right.day ? -1 : Number(left.day > right.day)))
}

interface OpenOnDay {
  readonly day: string
  readonly open: number
  readonly waiting: number
}

function byAge(days: readonly OpenOnDay[], today: number): readonly OpenOfAge[] {
  const dayAgo = (count: number) => formatLocalDay(today - count)
  return ageEdges.map((fromDays, index) => {
    const belowDays = ageEdges[index + 1] ?? null
    const to = dayAgo(fromDays)
    const from = belowDays === null ? null : dayAgo(belowDays - 1)
    const those = days.filter(({ day }) => day <= to && (from === null || day >= from))
    const sum = (name: 'open' | 'waiting') => those.reduce((total, row) => total + row[name], 0)
    const first = from ?? those[0]?.day ?? null
    return { fromDays, belowDays, from: first, to, open: sum('open'), waiting: sum('waiting') }
  })
}

interface DayFlow {
  readonly day: string
  readonly begun: number
  readonly solved: number
}

/** A day each, or where those would be too many, a week or more. */
function trendOf(flow: readonly DayFlow[], first: number, last: number): readonly BacklogStretch[] {
  const days = last - first + 1
  if (days < 1) return []
  const step = days <= mostPoints ? 1 : 7 * Math.ceil(days / 7 / mostPoints)
  const ends = Array.from({ length: Math.ceil(days / step) }, (_, index) => last - index * step).reverse()
  let open = 0
  let next = 0
  const upTo = (end: string) => {
    let [begun, solved] = [0, 0]
    for (let row = flow[next]; row !== undefined && row.day <= end; row = flow[next]) {
      begun += row.begun
      solved += row.solved
      next += 1
    }
    open += begun - solved
    return { begun, solved }
  }
  upTo(formatLocalDay(first - 1))
  return ends.map((end) => {
    const start = Math.max(first, end - step + 1)
    const stretch = upTo(formatLocalDay(end))
    return { from: formatLocalDay(start), to: formatLocalDay(end), ...stretch, open }
  })
}

const dayNumber = (day: string): number => localDay(day, 'UTC')
