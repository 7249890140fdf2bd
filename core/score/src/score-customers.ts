import { createHash } from 'node:crypto'
import { type FittedValueModel, fitValueModel, predictValue } from '@rapport/metrics'
import type { Score } from '@rapport/model'
import { type Database, loadStageState, saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { customerScore } from './customer-score.ts'
import { loadPopulation } from './population.ts'
import type { ScoreSettings } from './settings.ts'

/** What a scoring came to. */
export interface ScoreCounts {
  /** Customers with at least one order. */
  customers: number
  /** Won deals behind them. */
  deals: number
  /** Scores that are new or differ from the stored ones. */
  changed: number
  /** Customers who had a score and no longer have an order. */
  cleared: number
}

const stage = 'score'
const rowsAtOnce = 1_000

/**
 * Scores every customer as of the settings' day and stores what changed. When neither data, settings nor day changed since
 * the last scoring, nothing is computed.
 */
export async function scoreCustomers(
  db: Database,
  settings: ScoreSettings,
  options: { readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void },
): Promise<ScoreCounts> {
  const fingerprint = await fingerprintOf(db, settings)
  const last = await loadStageState(db, stage)
  const { dirty } = await db
    .selectFrom('dirty_customer')
    .select((select) => select.fn.countAll<number>().as('dirty'))
    .executeTakeFirstOrThrow()
  if (dirty === 0 && last?.fingerprint === fingerprint) {
    return { customers: Number(last.customers), deals: Number(last.deals), changed: 0, cleared: 0 }
  }

  const population = await loadPopulation(db, settings, options.signal)
  const fitted = fitValueModel(population.columns, settings.value, population.holdout)
  const scores = predictValue(fitted, population.columns)
  const asOf = endOfDay(settings.asOf, settings.timezone)
  const result = { population, fitted, scores, currency: settings.currency, asOf }
  const customers = population.columns.ids.length
  let changed = 0
  for (let start = 0; start < customers; start += rowsAtOnce) {
    options.signal.throwIfAborted()
    const batch: Score[] = []
    for (let row = start; row < Math.min(customers, start + rowsAtOnce); row += 1)
      batch.push(customerScore(result, row))
    changed += await saveScores(db, batch)
    options.onProgress?.(start + batch.length, customers)
  }
  return db.transaction().execute(async (transaction) => {
    const cleared = await clearScores(transaction, fitted.policy, asOf)
    await transaction.deleteFrom('dirty_customer').execute()
    await saveStageState(transaction, stage, {
      fingerprint,
      customers,
      deals: population.deals,
      fitted,
      asOf,
    })
    return { customers, deals: population.deals, changed, cleared }
  })
}

/** The model behind the current scores; null before the first scoring. */
export async function currentModel(db: Database): Promise<{ fitted: FittedValueModel; asOf: string } | null> {
  const state = await loadStageState(db, stage)
  return state === null ? null : { fitted: state.fitted as FittedValueModel, asOf: String(state.asOf) }
}

/** The last moment of a local day. */
export function endOfDay(date: string, timezone: string): string {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(timezone)
  return new Date(next.epochMilliseconds - 1).toISOString()
}

async function fingerprintOf(db: Database, settings: ScoreSettings): Promise<string> {
  const rates = await sql<{ digest: string | null }>`
    select md5(string_agg(exchange_rate::text, '|' order by from_currency, to_currency, on_date)) as digest
    from exchange_rate
  `.execute(db)
  const { now: _, ...lasting } = settings
  return createHash('sha256')
    .update(JSON.stringify({ ...lasting, rates: rates.rows[0]?.digest ?? null }))
    .digest('hex')
}

/** Stores scores that are new or differ. A customer has one score per moment: another policy's is replaced. */
async function saveScores(db: Database, scores: readonly Score[]): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const json = JSON.stringify(scores)
    await sql`
      delete from score using jsonb_to_recordset(${json}::jsonb) as fresh("customerId" bigint, policy text, "asOf" timestamptz)
      where score.customer_id = fresh."customerId" and score.as_of = fresh."asOf" and score.policy <> fresh.policy
    `.execute(transaction)
    const { rows } = await sql`
      insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
      select "customerId", policy, "asOf", n, values, why, explanation
      from jsonb_to_recordset(${json}::jsonb) as fresh(
        "customerId" bigint, policy text, "asOf" timestamptz, n integer, values jsonb, why text, explanation jsonb
      )
      on conflict (customer_id, policy, as_of) do update set
        n = excluded.n, values = excluded.values, why = excluded.why,
        explanation = excluded.explanation, computed_at = now()
      where held.values <> excluded.values or held.why is distinct from excluded.why
        or held.explanation <> excluded.explanation
      returning customer_id
    `.execute(transaction)
    return rows.length
  })
}

/** A customer whose last order went away keeps a score that says so, so that what was written is taken back. */
async function clearScores(db: Database, policy: string, asOf: string): Promise<number> {
  const { rows } = await sql`
    insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
    select dirty.customer_id, ${policy}, ${asOf}::timestamptz, 0, '{}', 'No orders any more, so no value can be estimated.', '{}'
    from dirty_customer as dirty
    join customer on customer.id = dirty.customer_id
    where exists (select 1 from score where score.customer_id = dirty.customer_id and score.n > 0)
      and not exists (
        select 1 from identity_link as link
        join deal_party as party
          on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
        join deal on deal.connection = party.connection and deal.id = party.deal_id
        where link.customer_id = dirty.customer_id and deal.state = 'won' and deal.deleted_at is null
          and deal.closed_at <= ${asOf}::timestamptz
      )
    on conflict (customer_id, policy, as_of) do update set n = 0, values = '{}', why = excluded.why, explanation = '{}'
    where held.n > 0
    returning customer_id
  `.execute(db)
  return rows.length
}
