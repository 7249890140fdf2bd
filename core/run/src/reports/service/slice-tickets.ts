import { mergeTickets, type ServicePolicy, ticketMetrics } from '@rapport/metrics'
import { ticketHistories } from '@rapport/score'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { PresetTicket } from './difference-reasons.ts'
import { inSlice, type ServiceSlice } from './service-slice.ts'

/** Few, as the events of all of them are in memory together. */
const ticketsAtOnce = 1_000

/** A ticket of a slice, measured anew from its events, beside the verdict of the last scoring. */
export interface SliceTicket extends PresetTicket {
  readonly connection: string
  readonly id: string
  readonly subject: string | null
  /** By the source's own status, as last read. */
  readonly resolvedThere: boolean
  /** The vendor's own figures, by its own names. */
  readonly vendorReported: Readonly<Record<string, unknown>>
  readonly fcr: boolean | null
  readonly fcrReason: string | null
}

interface SliceRow {
  readonly connection: string
  readonly id: string
  readonly fcr: boolean | null
  readonly fcrReason: string | null
}

/** The tickets of a slice in the order of their ids, read in batches, so that memory stays flat however many there are. */
export async function* sliceTickets(
  db: Database,
  slice: ServiceSlice,
  { asOf, policy }: { readonly asOf: Date; readonly policy: ServicePolicy },
): AsyncGenerator<SliceTicket> {
  const moment = asOf.getTime()
  // Counting messages needs no working hours.
  const options = { asOf: moment, calendar: null, policy }
  for (let rows = await nextRows(db, slice, null); rows.length > 0; rows = await nextRows(db, slice, rows)) {
    const connection = rows[0]?.connection ?? ''
    const histories = await ticketHistories(
      db,
      connection,
      rows.map(({ id }) => id),
    )
    const together = mergeTickets(histories.events, moment)
    for (const row of rows) {
      const data = histories.tickets.get(row.id)?.data
      const events = together.get(row.id) ?? []
      const metrics = ticketMetrics(events, options)
      // Gone since the last scoring.
      if (data === undefined || metrics === null) continue
      const { subject, category, vendorReported } = data
      const resolvedThere = category === 'solved' || category === 'closed'
      yield { ...row, subject, resolvedThere, vendorReported, events, metrics, asOf }
    }
  }
}

/** The next tickets behind those of `after`, all of one connection. */
async function nextRows(
  db: Database,
  slice: ServiceSlice,
  after: readonly SliceRow[] | null,
): Promise<readonly SliceRow[]> {
  const last = after?.at(-1)
  const { rows } = await sql<SliceRow>`
    select metric.connection, metric.ticket_id as id, metric.fcr, metric.fcr_reason as "fcrReason"
    from ticket_metric as metric
    where ${inSlice(slice)} and (metric.connection, metric.ticket_id) > (${last?.connection ?? ''}, ${last?.id ?? ''})
    order by metric.connection, metric.ticket_id limit ${ticketsAtOnce}
  `.execute(db)
  return rows.filter(({ connection }) => connection === rows[0]?.connection)
}
