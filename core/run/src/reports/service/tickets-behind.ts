import { AGENT_WAITS, ON_HOLD, REQUESTER_WAITS } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { happened, inSlice, type ServiceSlice, slicedTickets, type TicketEventKind } from './service-slice.ts'
import { type DurationRange, eventOfDuration, lasted } from './ticket-durations.ts'
import { vendorFirstResponse } from './vendor-reported.ts'

/** One ticket behind a figure. */
export interface TicketBehind {
  /** `connection/ticket:id`, as `rapport explain` takes it. */
  readonly record: string
  readonly subject: string | null
  readonly startedAt: string
  readonly channel: string | null
  readonly agent: string | null
  readonly customer: string | null
  /** Seconds; null: not answered, or undefined. */
  readonly firstResponse: number | null
  readonly firstResponseBusiness: number | null
  /** `met`, `missed`, `pending` or `closed`. */
  readonly outcome: string | null
  /** The same from the assignment to the agent who answered, by which figures of single agents are made. */
  readonly ownResponse: number | null
  readonly ownResponseBusiness: number | null
  readonly ownOutcome: string | null
  readonly resolvedAt: string | null
  /** Seconds by the calendar up to the last scoring: so far, where the ticket is open. */
  readonly requesterWait: number
  readonly agentWait: number
  readonly onHold: number
  readonly reopens: number
  readonly fcr: boolean | null
  readonly fcrReason: string | null
  readonly flags: readonly string[]
  /** What the ticket was measured by; null: by a version that did not keep it. */
  readonly policies: { readonly service: string; readonly fcr: string } | null
  /** Seconds by the calendar, as the vendor gives it, where its source keeps no messages to measure it by. */
  readonly vendorFirstResponse: number | null
  /** The vendor's own figures, never mixed with ours. */
  readonly vendorReported: Readonly<Record<string, unknown>>
}

/** Which tickets of a slice are wanted: those of one figure, or all. Those of `own` go by the agent's own clock, from the assignment. */
export const TICKET_SELECTIONS = [
  'all',
  'answered',
  'in-time',
  'late',
  'not-answered-late',
  'pending',
  'closed-without-reply',
  'own-answered',
  'own-in-time',
  'own-late',
  'unanswered',
  'resolved',
  'fcr-judged',
  'fcr-maturing',
  'fcr-not-judged',
  'fcr-lost',
  'fcr',
  'reopened',
  'open',
  'overdue',
] as const
export type TicketSelection = (typeof TICKET_SELECTIONS)[number]

/** By the day of which event the tickets behind a figure are chosen, where events have their own. */
const eventOf: Readonly<Record<TicketSelection, TicketEventKind>> = {
  all: 'start',
  answered: 'response',
  'in-time': 'response',
  late: 'response',
  'not-answered-late': 'response',
  pending: 'start',
  'closed-without-reply': 'response',
  'own-answered': 'response',
  'own-in-time': 'response',
  'own-late': 'response',
  unanswered: 'start',
  resolved: 'resolution',
  'fcr-judged': 'resolution',
  'fcr-maturing': 'resolution',
  'fcr-not-judged': 'resolution',
  'fcr-lost': 'resolution',
  fcr: 'resolution',
  reopened: 'resolution',
  open: 'start',
  overdue: 'start',
}

/** The target of the first response was missed, or has passed since; by the ticket's clock, or the agent's own. */
function isLate(asOf: Date, outcome = 'first_outcome'): RawBuilder<boolean> {
  const column = sql.ref(`metric.${outcome}`)
  return sql`(${column} = 'missed' or (${column} = 'pending' and metric.first_due_at < ${asOf}))`
}

/** The condition that tickets behind a figure fulfil, as the figure counts them. */
function isSelected(selection: TicketSelection, asOf: Date): RawBuilder<boolean> {
  switch (selection) {
    case 'all':
      return sql`true`
    case 'answered':
      return sql`metric.first_response is not null`
    case 'in-time':
      return sql`metric.first_outcome = 'met'`
    case 'late':
      return isLate(asOf)
    case 'not-answered-late':
      return sql`(${isLate(asOf)} and metric.first_replied_at is null)`
    case 'pending':
      return sql`(metric.first_outcome = 'pending' and (metric.first_due_at is null or metric.first_due_at >= ${asOf}))`
    case 'closed-without-reply':
      return sql`metric.first_outcome = 'closed'`
    case 'own-answered':
      return sql`metric.first_response_agent is not null`
    case 'own-in-time':
      return sql`metric.first_outcome_agent = 'met'`
    case 'own-late':
      return isLate(asOf, 'first_outcome_agent')
    case 'unanswered':
      return sql`metric.waiting_since is not null`
    case 'resolved':
      return sql`metric.first_resolution is not null`
    case 'fcr-judged':
      return sql`metric.fcr is not null`
    case 'fcr-maturing':
      return sql`metric.fcr_reason = 'maturing'`
    case 'fcr-not-judged':
      return sql`metric.fcr is null`
    case 'fcr-lost':
      return sql`metric.fcr = false`
    case 'fcr':
      return sql`metric.fcr`
    case 'reopened':
      return sql`metric.reopens > 0`
    case 'open':
      return sql`metric.category not in ('solved', 'closed')`
    case 'overdue':
      return sql`metric.waiting_due_at < ${asOf}`
  }
}

/** Which tickets are read. */
export interface TicketChoice {
  readonly slice: ServiceSlice
  readonly selection: TicketSelection
  readonly asOf: Date
  /** Only those on which something took so long. */
  readonly range?: DurationRange
}

/** The rows of `slicedTickets` that are chosen. */
function chosen({ slice, selection, asOf, range }: TicketChoice): RawBuilder<boolean> {
  const event = range === undefined ? eventOf[selection] : eventOfDuration[range.duration]
  return sql<boolean>`${inSlice(slice)} and ${happened(event, slice)} and ${isSelected(selection, asOf)}
    ${range === undefined ? sql`` : sql` and ${lasted(range)}`}`
}

/** How many tickets are chosen. */
export async function countTickets(db: Database, choice: TicketChoice): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${slicedTickets(choice.slice)} where ${chosen(choice)}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** The tickets behind a figure, the slowest first response first, then the longest open. */
export function ticketsBehind(
  db: Database,
  slice: ServiceSlice,
  {
    selection,
    asOf,
    limit,
  }: { readonly selection: TicketSelection; readonly asOf: Date; readonly limit: number },
): Promise<readonly TicketBehind[]> {
  const order = { orderBy: sql`metric.first_response desc nulls first, metric.started_at`, limit }
  return readTickets(db, { slice, selection, asOf }, order)
}

/** Reads chosen tickets in an order by columns of `metric`; `columns` are read beside what every ticket has. */
export async function readTickets<More = unknown>(
  db: Database,
  choice: TicketChoice,
  {
    where = sql`true`,
    orderBy,
    limit,
    columns,
  }: {
    readonly where?: RawBuilder<boolean>
    readonly orderBy: RawBuilder<unknown>
    readonly limit: number
    /** Each with its name. */
    readonly columns?: RawBuilder<unknown>
  },
): Promise<readonly (TicketBehind & More)[]> {
  const { slice, asOf } = choice
  // What is kept ends where the present category began.
  const waited = (column: string, goesOn: ReadonlySet<string>) => sql`
    ${sql.ref(`metric.${column}`)} + case when metric.category = any(${[...goesOn]}::text[])
      then coalesce(round(extract(epoch from ${asOf}::timestamptz - metric.category_since)), 0) else 0 end::integer`
  // The page is chosen first: what is shown of a ticket is read of the few that are on it.
  const { rows } = await sql<TicketBehind & More & { startedAt: Date; resolvedAt: Date | null }>`
    select metric.connection || '/ticket:' || metric.ticket_id as record,
      ticket.data->>'subject' as subject,
      metric.started_at as "startedAt", metric.channel,
      coalesce(agent.data->>'name', metric.agent) as agent, customer.name as customer,
      metric.first_response as "firstResponse", metric.first_response_business as "firstResponseBusiness",
      case when ${isLate(asOf)} then 'missed' else metric.first_outcome end as outcome,
      metric.first_response_agent as "ownResponse", metric.first_response_agent_business as "ownResponseBusiness",
      case when ${isLate(asOf, 'first_outcome_agent')} then 'missed' else metric.first_outcome_agent end as "ownOutcome",
      metric.resolved_at as "resolvedAt",
      ${waited('requester_wait', REQUESTER_WAITS)} as "requesterWait",
      ${waited('agent_wait', AGENT_WAITS)} as "agentWait", ${waited('on_hold', ON_HOLD)} as "onHold",
      case when policy.id is null then null else jsonb_build_object('service', policy.service, 'fcr', policy.fcr) end as policies,
      metric.reopens, metric.fcr, metric.fcr_reason as "fcrReason", metric.flags,
      case when metric.flags @> '{vendor_reported}' then ${vendorFirstResponse} end as "vendorFirstResponse",
      coalesce(ticket.data->'vendorReported', '{}') as "vendorReported"${columns === undefined ? sql`` : sql`, ${columns}`}
    from (
      select * from ${slicedTickets(slice)} where ${chosen(choice)} and ${where} order by ${orderBy} limit ${limit}
    ) as metric
    left join ticket on ticket.connection = metric.connection and ticket.id = metric.ticket_id
    left join agent on agent.connection = metric.connection and agent.id = metric.agent
    left join customer on customer.id = metric.customer_id
    left join ticket_policy as policy on policy.id = metric.policy_id
    order by ${orderBy}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  }))
}
