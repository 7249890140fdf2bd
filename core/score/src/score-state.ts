import { createHash } from 'node:crypto'
import type { FittedValueModel, RetentionModels } from '@rapport/metrics'
import { type Database, loadStageState, saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import type { Groups } from './groups.ts'
import type { ModelInForce } from './refit.ts'
import type { ScoreSettings } from './settings.ts'

/** What the stage remembers. */
export interface ScoreState extends ModelInForce {
  /** Digest of the settings and rates. */
  readonly fingerprint: string
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
const stateShape = 3
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

/** A digest of the settings and rates that scores depend on. */
export async function fingerprintOf(db: Database, settings: ScoreSettings): Promise<string> {
  const rates = await sql<{ digest: string | null }>`
    select md5(string_agg(exchange_rate::text, '|' order by from_currency, to_currency, on_date)) as digest
    from exchange_rate
  `.execute(db)
  const { timezone, currency, value } = settings
  return createHash('sha256')
    .update(JSON.stringify({ stateShape, timezone, currency, value, rates: rates.rows[0]?.digest ?? null }))
    .digest('hex')
}
