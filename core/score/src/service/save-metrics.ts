import { commitWithoutWaiting, type Database } from '@rapport/store'
import { sql } from 'kysely'
import { insertRows } from './insert-rows.ts'
import type { MetricRow } from './metric-rows.ts'
import { allCustomers } from './repeat-contacts.ts'

/** What a batch of tickets came to. */
export interface MeasuredBatch {
  readonly connection: string
  /** All tickets of the batch; those without a row are no longer measured. */
  readonly ids: readonly string[]
  readonly metrics: readonly MetricRow[]
  readonly turns: readonly MetricRow[]
  /** When time alone changes a ticket of the batch. */
  readonly due: readonly { readonly id: string; readonly at: number }[]
}

/**
 * Replaces what is kept of the tickets of a batch, and takes them off the list of those to measure. Their customers are marked, as a
 * ticket can be the repeat contact of another.
 */
export async function saveMeasured(transaction: Database, batch: MeasuredBatch): Promise<void> {
  const { connection, ids } = batch
  // All of it can be done again.
  await commitWithoutWaiting(transaction)
  const wanted = sql`connection = ${connection} and ticket_id = any(${ids}::text[])`
  await sql`
    insert into dirty_ticket_customer (customer_id)
    select customer_id from (
      select customer_id from ticket_metric where ${wanted} and customer_id is not null
      union select unnest(${customersOf(batch)}::bigint[])
    ) as concerned
    where not exists (select from dirty_ticket_customer where customer_id = ${allCustomers})
    on conflict do nothing
  `.execute(transaction)
  await sql`delete from ticket_turn where ${wanted}`.execute(transaction)
  await sql`delete from ticket_due where ${wanted}`.execute(transaction)
  await sql`delete from ticket_metric where ${wanted}`.execute(transaction)
  await insertRows(transaction, 'ticket_metric', batch.metrics)
  await insertRows(transaction, 'ticket_turn', batch.turns)
  await insertRows(
    transaction,
    'ticket_due',
    batch.due.map(({ id, at }) => ({ connection, ticket_id: id, due_at: at })),
  )
  await sql`delete from dirty_ticket where ${wanted}`.execute(transaction)
}

function customersOf({ metrics }: MeasuredBatch): readonly unknown[] {
  return [...new Set(metrics.flatMap(({ customer_id }) => customer_id ?? []))]
}
