import { formatReference } from '@rapport/model'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'

/** Empties the workspace, so that ids count from 1 again. */
export async function clearWorkspace(store: Store): Promise<void> {
  await sql`
    truncate contact, company, deal, customer, score, identity_link, identity_key, identity_override, deal_party, deal_copy,
      dirty_customer, reject, stage_state, audit restart identity cascade
  `.execute(store.db)
}

/** Empties the workspace, but ids go on counting: a tenth of the time. */
export async function clearRecords(store: Store): Promise<void> {
  const tables = ['contact', 'deal', 'deal_party', 'deal_copy', 'dirty_customer', 'identity_link']
  const further = ['identity_key', 'identity_override', 'customer', 'reject', 'stage_state']
  await sql.raw([...tables, ...further].map((table) => `delete from ${table}`).join(';')).execute(store.db)
}

/** Every record's customer and reason, by reference. */
export async function linksOf(store: Store): Promise<Record<string, [number, string]>> {
  const rows = await store.db
    .selectFrom('identity_link')
    .selectAll()
    .orderBy('connection')
    .orderBy('record_id')
    .execute()
  return Object.fromEntries(
    rows.map(({ connection, entity, record_id: id, customer_id: customer, reason }) => [
      formatReference({ connection, entity, id }),
      [customer, reason],
    ]),
  )
}

/** What is set aside now, by reference. */
export async function rejectsOf(store: Store): Promise<Record<string, string>> {
  const rows = await store.db
    .selectFrom('reject')
    .selectAll()
    .where('resolved_at', 'is', null)
    .orderBy('connection')
    .orderBy('record_id')
    .execute()
  return Object.fromEntries(
    rows.map(({ connection, entity, record_id: id, reason }) => [
      formatReference({ connection, entity, id }),
      reason,
    ]),
  )
}

/** The customers whose numbers are to be computed again, in order. */
export async function dirtyCustomers(store: Store): Promise<number[]> {
  const rows = await store.db.selectFrom('dirty_customer').selectAll().orderBy('customer_id').execute()
  return rows.map((row) => row.customer_id)
}
