import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import { momentInForce } from '../reports/scores-in-force.ts'
import type { Workspace } from '../workspace.ts'
import { customerListStage, dataVersion } from './data-version.ts'

/** Whether the customer list is of this version of the data. */
export async function isCustomerListOf(workspace: Workspace, version: string): Promise<boolean> {
  const row = await workspace.store.db
    .selectFrom('stage_state')
    .select('state')
    .where('stage', '=', customerListStage)
    .executeTakeFirst()
  return row?.state.version === version
}

/**
 * Brings the customer list up to date with the numbers in force; one process at a time, and nothing where another just did. Readers see
 * the list as it was until it is done. Returns how many rows changed.
 */
export async function refreshCustomerList(workspace: Workspace): Promise<number> {
  return workspace.store.db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`rapport-customer-list ${workspace.store.workspace}`}, 0))`.execute(
        transaction,
      )
      // Before the rows are read: what changes meanwhile belongs to the next version.
      const version = await dataVersion(workspace, transaction)
      if (await isCustomerListOf(workspace, version)) return 0
      const changed = await storeRows(transaction, momentInForce(workspace))
      await transaction
        .insertInto('stage_state')
        .values({ stage: customerListStage, state: JSON.stringify({ version }) })
        .onConflict((conflict) =>
          conflict
            .column('stage')
            .doUpdateSet({ state: JSON.stringify({ version }), updated_at: sql`now()` }),
        )
        .execute()
      return changed
    })
}

const columns = [
  ...['name', 'segment', 'churn_risk', 'clv', 'clv_low', 'clv_high', 'probability_alive', 'expected_orders'],
  ...['orders', 'last_order_at', 'health', 'why'],
] as const

async function storeRows(transaction: Database, moment: Date): Promise<number> {
  const text = (name: string) => sql<string | null>`value.values->${sql.lit(name)}->>'value'`
  const number = (name: string) => sql<number | null>`(${text(name)})::float8`
  const all = (table: string) => sql.join(columns.map((column) => sql.ref(`${table}.${column}`)))
  const stored = await sql`
    insert into customer_list as held (customer_id, ${sql.join(columns.map((column) => sql.ref(column)))})
    select customer.id, customer.name, ${text('segment')}, ${text('churn_risk')}, ${number('clv')}, ${number('clv_low')},
      ${number('clv_high')}, ${number('probability_alive')}, ${number('expected_orders')}, ${number('orders')},
      ${text('last_order_at')}, (health.values->'health_score'->>'value')::float8, value.why
    from customer
    left join lateral (
      select score.values, score.why from score
      where score.customer_id = customer.id and score.as_of <= ${moment} and ${ofFamily('value')}
      order by score.as_of desc limit 1
    ) as value on true
    left join lateral (
      select score.values from score
      where score.customer_id = customer.id and score.as_of <= ${moment} and ${ofFamily('health')}
      order by score.as_of desc limit 1
    ) as health on true
    on conflict (customer_id) do update set ${sql.join(
      columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
    )}
    where (${all('held')}) is distinct from (${all('excluded')})
  `.execute(transaction)
  return Number(stored.numAffectedRows ?? 0)
}
