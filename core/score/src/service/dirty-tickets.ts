import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { markAllCustomers } from './repeat-contacts.ts'

/** Some tickets of one connection. */
export interface TicketBatch {
  readonly connection: string
  readonly ids: readonly string[]
}

/** What was measured before: everything up to a revision of the store, as of a moment. */
export interface MeasuredUpTo {
  readonly revision: number
  readonly asOf: Date
}

/**
 * Marks the tickets that are to be measured: those that changed since, with what hangs off them, those they were merged into,
 * those whose contact changed (it may have another company now), and those that time changes. Those that lost a message or an answer
 * to another ticket are marked already, by the store itself. Null: all.
 */
export async function markChangedTickets(
  transaction: Database,
  since: MeasuredUpTo | null,
  asOf: Date,
): Promise<void> {
  if (since === null) {
    await sql`insert into dirty_ticket select connection, id from ticket on conflict do nothing`.execute(
      transaction,
    )
    await markAllCustomers(transaction)
    return
  }
  const { revision } = since
  // The parts keep the id in another collation than the tickets: compared in that, each would be held against all tickets.
  await sql`
    insert into dirty_ticket (connection, ticket_id)
    with recursive changed as (
      select connection, id from ticket where revision > ${revision}
      union select connection, ticket_id collate "default" from message where revision > ${revision}
      union select connection, ticket_id collate "default" from status_change where revision > ${revision}
      union select connection, ticket_id collate "default" from ticket_event where revision > ${revision}
      union select connection, ticket_id collate "default" from survey_response where revision > ${revision} and ticket_id is not null
      union select connection, ticket_id from ticket_due where due_at <= ${asOf}
      union select connection, ticket_id from dirty_ticket
      union
      select metric.connection, metric.ticket_id from contact
      join ticket_metric as metric
        on metric.connection = contact.connection and metric.through_contact = contact.id
      where contact.revision > ${revision}
    ), affected as (
      select connection, id from changed
      union
      select metric.connection, metric.merged_into from changed
      join ticket_metric as metric on metric.connection = changed.connection and metric.ticket_id = changed.id
      where metric.merged_into is not null
      union
      select ticket.connection, ticket.merged_into from affected
      join ticket on ticket.connection = affected.connection and ticket.id = affected.id
      where ticket.merged_into is not null
    )
    select affected.connection, affected.id from affected
    join ticket on ticket.connection = affected.connection and ticket.id = affected.id
    on conflict do nothing
  `.execute(transaction)
}

/** The next tickets to measure behind those of `after`, all of one connection; null when none is left. */
export async function nextDirtyTickets(
  db: Database,
  after: TicketBatch | null,
  limit: number,
): Promise<TicketBatch | null> {
  const connection = after?.connection ?? ''
  const id = after?.ids.at(-1) ?? ''
  const { rows } = await sql<{ connection: string; id: string }>`
    select connection, ticket_id as id from dirty_ticket
    where (connection, ticket_id) > (${connection}, ${id})
    order by connection, ticket_id limit ${limit}
  `.execute(db)
  const [first] = rows
  if (first === undefined) return null
  const ids = rows.flatMap((row) => (row.connection === first.connection ? [row.id] : []))
  return { connection: first.connection, ids }
}

/** How many tickets are still to be measured. */
export async function countDirtyTickets(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from dirty_ticket`.execute(db)
  return rows[0]?.count ?? 0
}
