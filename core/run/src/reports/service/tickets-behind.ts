import { AGENT_WAITS, ON_HOLD, REQUESTER_WAITS } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { happened, inSlice, type ServiceSlice, slicedTickets, type TicketEventKind } from './service-slice.ts'
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

/** Which tickets of a slice are wanted: those of one figure, or all. */
export const TICKET_SELECTIONS = [
  'all',
  'late',
  'unanswered',
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
  late: 'response',
  unanswered: 'start',
  'fcr-lost': 'resolution',
  fcr: 'resolution',
  reopened: 'resolution',
  open: 'start',
  overdue: 'start',
}

/** The tickets behind a figure, the slowest first response first, then the longest open. */
export async function ticketsBehind(
  db: Database,
  slice: ServiceSlice,
  {
    selection,
    asOf,
    limit,
  }: { readonly selection: TicketSelection; readonly asOf: Date; readonly limit: number },
): Promise<readonly TicketBehind[]> {
  const late = sql`(metric.first_outcome = 'missed' or (metric.first_outcome = 'pending' and metric.first_due_at < ${asOf}))`
  const wanted = {
    all: sql`true`,
    late,
    unanswered: sql`metric.waiting_since is not null`,
    'fcr-lost': sql`metric.fcr = false`,
    fcr: sql`metric.fcr`,
    reopened: sql`metric.reopens > 0`,
    open: sql`metric.category not in ('solved', 'closed')`,
    overdue: sql`metric.waiting_due_at < ${asOf}`,
  }[selection]
  // What is kept ends where the present category began.
  const waited = (column: string, goesOn: ReadonlySet<string>) => sql`
    ${sql.ref(`metric.${column}`)} + case when metric.category = any(${[...goesOn]}::text[])
      then coalesce(round(extract(epoch from ${asOf}::timestamptz - metric.category_since)), 0) else 0 end::integer`
  const { rows } = await sql<TicketBehind & { startedAt: Date; resolvedAt: Date | null }>`
    select metric.connection || '/ticket:' || metric.ticket_id as record,
      ticket.data->>'subject' as subject,
      metric.started_at as "startedAt", metric.channel,
      coalesce(agent.data->>'name', metric.agent) as agent, customer.name as customer,
      metric.first_response as "firstResponse", metric.first_response_business as "firstResponseBusiness",
      case when ${late} then 'missed' else metric.first_outcome end as outcome,
      metric.resolved_at as "resolvedAt",
      ${waited('requester_wait', REQUESTER_WAITS)} as "requesterWait",
      ${waited('agent_wait', AGENT_WAITS)} as "agentWait", ${waited('on_hold', ON_HOLD)} as "onHold",
      case when policy.id is null then null else jsonb_build_object('service', policy.service, 'fcr', policy.fcr) end as policies,
      metric.reopens, metric.fcr, metric.fcr_reason as "fcrReason", metric.flags,
      case when metric.flags @> '{vendor_reported}' then ${vendorFirstResponse} end as "vendorFirstResponse",
      coalesce(ticket.data->'vendorReported', '{}') as "vendorReported"
    from ${slicedTickets(slice)}
    join ticket on ticket.connection = metric.connection and ticket.id = metric.ticket_id
    left join agent on agent.connection = metric.connection and agent.id = metric.agent
    left join customer on customer.id = metric.customer_id
    left join ticket_policy as policy on policy.id = metric.policy_id
    where ${inSlice(slice)} and ${happened(eventOf[selection], slice)} and ${wanted}
    order by metric.first_response desc nulls first, metric.started_at
    limit ${limit}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  }))
}
