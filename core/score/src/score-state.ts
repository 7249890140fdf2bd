import { createHash } from 'node:crypto'
import type { FittedValueModel, RetentionModels } from '@rapport/metrics'
import { type Database, fileSource, loadStageState, saveStageState } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import type { Groups } from './groups.ts'
import type { ModelInForce } from './refit.ts'
import type { ScoreSettings } from './settings.ts'

/** What the stage remembers. */
export interface ScoreState extends ModelInForce {
  /** Digest of the settings and of the rates of the file. */
  readonly fingerprint: string
  /** Digest of the rates of connections; null: there are none. */
  readonly vendorRates: string | null
  readonly groups: Groups
  readonly renewals: RetentionModels
  /** The day of the scores in force. */
  readonly asOf: string
  /** Customers with an order now. */
  readonly withOrders: number
  readonly existing: ExistingCustomers
}

/** How many customers there were, with an order or without, and the id of the newest. */
interface ExistingCustomers {
  readonly count: number
  readonly newest: number
}

const stage = 'score'
/** Goes up with every change of what the stage remembers: a state of another shape is of no use. */
const stateShape = 4
/** The model behind the current scores; null before the first scoring. */
export async function currentModel(db: Database): Promise<FittedValueModel | null> {
  return (await loadState(db))?.fitted ?? null
}

/** What the last scoring left; null before the first. */
export async function loadState(db: Database): Promise<ScoreState | null> {
  // Written by this stage alone, in this shape.
  return (await loadStageState(db, stage)) as ScoreState | null
}

/** Whether any of the customers that there were is gone, and with it its scores. Ids rise and are never used again. */
export async function anyGone(db: Database, existing: ExistingCustomers): Promise<boolean> {
  const { left } = await db
    .selectFrom('customer')
    .select((select) => select.fn.countAll<number>().as('left'))
    .where('id', '<=', existing.newest)
    .executeTakeFirstOrThrow()
  return left < existing.count
}

/** Saves what the stage remembers, with the customers that there are now. */
export async function saveState(db: Database, state: Omit<ScoreState, 'existing'>): Promise<void> {
  const existing: ExistingCustomers = await db
    .selectFrom('customer')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.coalesce(fn.max('id'), sql.lit(0)).as('newest'),
    ])
    .executeTakeFirstOrThrow()
  await saveStageState(db, stage, { ...state, existing })
}

/** A digest of the settings that scores depend on, with the rates that an admin gave: after each change a model is fitted anew. */
export async function fingerprintOf(db: Database, settings: ScoreSettings): Promise<string> {
  const rates = await ratesDigest(db, sql`starts_with(source, ${fileSource})`)
  const { timezone, currency, value } = settings
  return createHash('sha256')
    .update(JSON.stringify({ stateShape, timezone, currency, value, rates }))
    .digest('hex')
}

/**
 * A digest of the rates of connections, of which new ones may come each day: then all are scored again, and by the model that they
 * have.
 */
export async function vendorRatesOf(db: Database): Promise<string | null> {
  return ratesDigest(db, sql`not starts_with(source, ${fileSource})`)
}

async function ratesDigest(db: Database, given: RawBuilder<unknown>): Promise<string | null> {
  const { rows } = await sql<{ digest: string | null }>`
    select md5(string_agg(exchange_rate::text, '|' order by source, from_currency, to_currency, on_date)) as digest
    from exchange_rate where ${given}
  `.execute(db)
  return rows[0]?.digest ?? null
}
