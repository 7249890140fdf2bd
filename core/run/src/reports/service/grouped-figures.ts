import { type ServiceFigures, serviceFigures } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { inTurns } from './in-turns.ts'
import { listedDurations, rowsOfGroups } from './listed-durations.ts'
import {
  groupColumns,
  groupOf,
  happened,
  inSlice,
  type ServiceGrouping,
  type ServiceSlice,
  slicedTickets,
} from './service-slice.ts'
import { countAlike, nothingCounted } from './ticket-facets.ts'

/** By which clock response times are shown. */
export type ServiceClock = 'calendar' | 'business'

/** What the figures are asked for. */
export interface FiguresRequest {
  readonly slice: ServiceSlice
  readonly grouping: ServiceGrouping | null
  readonly clock: ServiceClock
  /** Unanswered tickets whose target has passed by then are overdue. */
  readonly asOf: Date
  /** Topics that cannot be resolved at the first contact. */
  readonly notAtFirstContact: readonly string[]
}

/** The figures of one group; the group is null for tickets that have no value there, and where nothing groups them. */
export interface GroupFigures {
  readonly group: string | null
  readonly figures: ServiceFigures
}

/** The figures of each group of a slice, from the rows of the single tickets. Without a grouping there is one, of no tickets too. */
export async function groupedFigures(
  db: Database,
  request: FiguresRequest,
): Promise<readonly GroupFigures[]> {
  const groups = await inTurns(await readGroups(db, request), (group) => figuresOf(group, request))
  if (groups.length > 0 || request.grouping !== null) return groups
  return [{ group: null, figures: noFigures() }]
}

/** The figures of no tickets. */
export const noFigures = (): ServiceFigures => serviceFigures({ ...nothingCounted(), ...nothingSummed }, [])

/** What is read of a group. Tickets that are alike in all that is counted come as one key with their number. */
interface ReadGroup {
  readonly group: string | null
  /** Separated by commas, as are their numbers of tickets: cheaper to read than arrays. */
  readonly keys: string
  readonly tickets: string
  /** Seconds; null: none was answered. */
  readonly responses: string | null
  readonly satisfactionAnswers: number
  readonly satisfactionSum: number
}

const nothingSummed = { answered: 0, totalSeconds: 0, satisfactionAnswers: 0, satisfactionSum: 0 }

// A key has the facets of a ticket in its lowest bits, and above them what depends on the request.
const dueBit = 1 << 16
const netBit = 1 << 17
const eventShift = 18
const events = [null, 'start', 'response', 'resolution'] as const

function readGroups(db: Database, request: FiguresRequest): Promise<readonly ReadGroup[]> {
  const { slice, grouping } = request
  const response = responseColumn(request)
  const columns = groupColumns(grouping, slice)
  const names = columns.map((column) => sql`${column}, `)
  const solved = happened('resolution', slice)
  // First by the columns as they are: what people see is made of few groups and not of each ticket.
  const query = sql<ReadGroup>`
    select ${groupOf(grouping, slice)} as "group",
      string_agg(metric.key::text, ',') as keys,
      string_agg(metric.tickets::text, ',') as tickets,
      string_agg(array_to_string(metric.responses, ','), ',') as responses,
      sum(metric.satisfaction_answers)::integer as "satisfactionAnswers",
      coalesce(sum(metric.satisfaction_sum), 0) as "satisfactionSum"
    from (
      select ${sql.join(names, sql``)} ${keyOf(request)} as key,
        count(*)::integer as tickets,
        array_agg(${response}) filter (where ${happened('response', slice)} and ${response} is not null) as responses,
        count(metric.satisfaction) filter (where ${solved} and metric.facets >> 9 & 3 = 2) as satisfaction_answers,
        sum(metric.satisfaction::float8) filter (where ${solved} and metric.facets >> 9 & 3 = 2) as satisfaction_sum
      from ${slicedTickets(slice)}
      where ${inSlice(slice)}
      group by ${sql.join(names, sql``)} key
    ) as metric
    group by 1 order by 1 nulls last
  `
  return rowsOfGroups(db, query)
}

function keyOf({ slice, asOf, notAtFirstContact }: FiguresRequest): RawBuilder<number> {
  const net =
    notAtFirstContact.length === 0
      ? sql`true`
      : sql`(metric.topic is null or metric.topic <> all(${notAtFirstContact}::text[]))`
  const event =
    slice.dayOf === 'event'
      ? sql`(array_position(${sql.lit(`{${events.slice(1).join(',')}}`)}::text[], metric.event) << ${sql.lit(eventShift)})`
      : sql`0`
  // Whether the target has passed is asked only of tickets that are pending by one of the two clocks.
  return sql<number>`(metric.facets | ${event}
    | case when ${net} then ${sql.lit(netBit)} else 0 end
    | case when (metric.facets & 7 = 3 or metric.facets >> 3 & 7 = 3) and metric.first_due_at < ${asOf}
        then ${sql.lit(dueBit)} else 0 end)`
}

/** Where tickets are grouped by agent, the agent's own response counts: from the assignment. */
function responseColumn({ clock, grouping }: FiguresRequest): RawBuilder<number | null> {
  const whose = grouping === 'agent' ? 'first_response_agent' : 'first_response'
  return sql.ref(`metric.${clock === 'business' ? `${whose}_business` : whose}`)
}

function figuresOf(read: ReadGroup, { grouping }: FiguresRequest): GroupFigures {
  const { group, keys, tickets, responses, satisfactionAnswers, satisfactionSum } = read
  const counted = nothingCounted()
  const numbers = tickets.split(',')
  for (const [index, text] of keys.split(',').entries()) {
    const key = Number(text)
    const alike = {
      tickets: Number(numbers[index]),
      facets: key,
      event: events[key >> eventShift] ?? null,
      isDue: (key & dueBit) !== 0,
      isNet: (key & netBit) !== 0,
    }
    countAlike(counted, alike, grouping === 'agent')
  }
  const { answered, totalSeconds, values } = listedDurations(responses)
  const summed = { answered, totalSeconds, satisfactionAnswers, satisfactionSum }
  return { group, figures: serviceFigures({ ...counted, ...summed }, values) }
}
