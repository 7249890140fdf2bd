import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { inSlice, type ServiceSlice } from './service-slice.ts'
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
  readonly reopens: number
  readonly fcr: boolean | null
  readonly fcrReason: string | null
  readonly flags: readonly string[]
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
  const { rows } = await sql<TicketBehind & { startedAt: Date; resolvedAt: Date | null }>`
    select metric.connection || '/ticket:' || metric.ticket_id as record,
      ticket.data->>'subject' as subject,
      metric.started_at as "startedAt", metric.channel,
      coalesce(agent.data->>'name', metric.agent) as agent, customer.name as customer,
      metric.first_response as "firstResponse", metric.first_response_business as "firstResponseBusiness",
      case when ${late} then 'missed' else metric.first_outcome end as outcome,
      metric.resolved_at as "resolvedAt", metric.reopens, metric.fcr, metric.fcr_reason as "fcrReason", metric.flags,
      case when metric.flags @> '{vendor_reported}' then ${vendorFirstResponse} end as "vendorFirstResponse",
      coalesce(ticket.data->'vendorReported', '{}') as "vendorReported"
    from ticket_metric as metric
    join ticket on ticket.connection = metric.connection and ticket.id = metric.ticket_id
    left join agent on agent.connection = metric.connection and agent.id = metric.agent
    left join customer on customer.id = metric.customer_id
    where ${inSlice(slice)} and ${wanted}
    order by metric.first_response desc nulls first, metric.started_at
    limit ${limit}
  `.execute(db)
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  }))
}
