import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { happened, inSlice, type ServiceSlice, slicedTickets } from './service-slice.ts'

/** Tickets whose source keeps no messages, so that only the vendor knows when they were answered. Never mixed with what is computed. */
export interface VendorReported {
  /** Tickets without messages. */
  readonly tickets: number
  /** Of these, those for which the vendor gives a first response. */
  readonly answered: number
  /** Of the vendor's first responses, seconds by the calendar; null where there are none. */
  readonly median: number | null
}

/** What vendors say of the tickets of a slice that Rapport cannot measure; when they were answered, no vendor says. */
export async function vendorReportedFigures(db: Database, slice: ServiceSlice): Promise<VendorReported> {
  const { rows } = await sql<VendorReported>`
    select count(*) as tickets, count(vendor.seconds) as answered,
      percentile_cont(0.5) within group (order by vendor.seconds) as median
    from ${slicedTickets(slice)}
    join ticket on ticket.connection = metric.connection and ticket.id = metric.ticket_id
    cross join lateral (select ${vendorFirstResponse} as seconds) as vendor
    where ${inSlice(slice)} and ${happened('start', slice)} and metric.flags @> '{vendor_reported}'
  `.execute(db)
  return rows[0] ?? { tickets: 0, answered: 0, median: null }
}

/** Of a row of `ticket`: seconds, null where the vendor gives none. */
export const vendorFirstResponse = sql<number | null>`
  case when jsonb_typeof(ticket.data->'vendorReported'->'firstResponseSeconds') = 'number'
    then (ticket.data->'vendorReported'->>'firstResponseSeconds')::float8 end`
