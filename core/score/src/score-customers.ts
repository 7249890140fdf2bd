import { createHash } from 'node:crypto'
import { type FittedValueModel, fitValueModel, predictValue, sliceRows } from '@rapport/metrics'
import { type Database, loadStageState, saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { customerScore, type ScoredRows } from './customer-score.ts'
import { loadPopulation } from './population.ts'
import { type ModelInForce, mustRefit } from './refit.ts'
import { clearScores, dropOtherPolicies, saveScores } from './save-scores.ts'
import type { ScoreSettings } from './settings.ts'

/** What a scoring came to. */
export interface ScoreCounts {
  /** Customers with at least one order. */
  customers: number
  /** Customers that were scored: all after a fit or on a new day, else those whose data changed. */
  scored: number
  /** Scores that are new or differ from the stored ones. */
  changed: number
  /** Customers who had a score and no longer have an order. */
  cleared: number
  /** 1 when the model was fitted anew. */
  refitted: number
}

export interface ScoreOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** What the stage remembers. */
interface ScoreState extends ModelInForce {
  /** Digest of the settings and rates. */
  readonly fingerprint: string
  /** The day of the scores in force. */
  readonly asOf: string
  /** Customers with an order now. */
  readonly withOrders: number
}

const stage = 'score'
const rowsAtOnce = 1_000
const batchesAtOnce = 2
/** Customers who bought alike share their predictions, so that a part must not be small. */
const rowsPredictedAtOnce = 30_000

/**
 * Scores customers as of the settings' day and stores what changed. When neither data, settings nor day changed since the
 * last scoring, nothing is computed; when few customers changed on the same day, only they are scored, with the model in
 * force (see `refitRule`).
 */
export async function scoreCustomers(
  db: Database,
  settings: ScoreSettings,
  options: ScoreOptions,
): Promise<ScoreCounts> {
  const fingerprint = await fingerprintOf(db, settings)
  const last = await loadState(db)
  const sameSettings = last?.fingerprint === fingerprint
  const dirty = await countDirty(db)
  if (dirty === 0 && sameSettings && last.asOf === settings.asOf) {
    return { customers: last.withOrders, scored: 0, changed: 0, cleared: 0, refitted: 0 }
  }
  const refit = !sameSettings || mustRefit(last, { asOf: settings.asOf, changed: dirty })
  const onlyDirty = !refit && last.asOf === settings.asOf
  const { population, holdout } = await loadPopulation(db, settings, { onlyDirty, signal: options.signal })
  const fitted = refit ? fitValueModel(population.columns, settings.value, holdout) : last.fitted
  const asOf = endOfDay(settings.asOf, settings.timezone)
  const total = population.columns.ids.length
  const changed = await saveAll(db, { population, fitted, currency: settings.currency, asOf }, options)
  return db.transaction().execute(async (transaction) => {
    // In this order: a customer that lost its orders must be seen to have had a score, whatever its policy.
    const { withoutOrders } = population
    const cleared = await clearScores(transaction, { policy: fitted.policy, asOf, withoutOrders })
    if (refit) await dropOtherPolicies(transaction, fitted.policy, asOf)
    await transaction.deleteFrom('dirty_customer').execute()
    const withOrders = onlyDirty ? await countWithOrders(transaction, asOf) : total
    const state: ScoreState = refit
      ? {
          fingerprint,
          asOf: settings.asOf,
          withOrders,
          fitted,
          fittedAsOf: settings.asOf,
          customers: total,
          changedSince: 0,
        }
      : { ...last, asOf: settings.asOf, withOrders, changedSince: last.changedSince + dirty }
    await saveStageState(transaction, stage, { ...state })
    return { customers: withOrders, scored: total, changed, cleared, refitted: refit ? 1 : 0 }
  })
}

/**
 * Predicts and stores every customer's score, some thousand customers at a time, so that memory does not grow with their
 * number. Two batches are under way in the database while the next one is made.
 */
async function saveAll(
  db: Database,
  basis: Omit<ScoredRows, 'firstRow' | 'scores'>,
  options: ScoreOptions,
): Promise<number> {
  const total = basis.population.columns.ids.length
  let changed = 0
  let done = 0
  let saving: readonly Promise<void>[] = []
  for (const rows of predictedRows(basis)) {
    for (let start = 0; start < rows.scores.ids.length; start += rowsAtOnce) {
      const end = Math.min(rows.scores.ids.length, start + rowsAtOnce)
      const batch = Array.from({ length: end - start }, (_, row) => customerScore(rows, start + row))
      if (saving.length === batchesAtOnce) {
        await allSaved(saving)
        saving = []
        // Here nothing is under way, so nothing goes on behind the caller's back.
        options.signal.throwIfAborted()
      }
      const save = saveScores(db, batch).then((count) => {
        changed += count
        done += batch.length
        options.onProgress?.(done, total)
      })
      // Met at the next await; until then a failure must not count as unhandled.
      save.catch(() => {})
      saving = [...saving, save]
    }
  }
  await allSaved(saving)
  return changed
}

/** Waits for all, then throws the first failure: none goes on while the caller cleans up after another. */
async function allSaved(saving: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(saving)).find((save) => save.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Predictions for all rows of a population, part by part. */
function* predictedRows(basis: Omit<ScoredRows, 'firstRow' | 'scores'>): Iterable<ScoredRows> {
  const { columns } = basis.population
  for (let firstRow = 0; firstRow < columns.ids.length; firstRow += rowsPredictedAtOnce) {
    const part = sliceRows(columns, firstRow, firstRow + rowsPredictedAtOnce)
    yield { ...basis, firstRow, scores: predictValue(basis.fitted, part) }
  }
}

/** The model behind the current scores; null before the first scoring. */
export async function currentModel(db: Database): Promise<FittedValueModel | null> {
  return (await loadState(db))?.fitted ?? null
}

/** The last second of a local day: CRM fields keep no fractions of one. */
export function endOfDay(date: string, timezone: string): string {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(timezone)
  return new Date(next.epochMilliseconds - 1_000).toISOString()
}

async function loadState(db: Database): Promise<ScoreState | null> {
  // Written by this stage alone, in this shape.
  return (await loadStageState(db, stage)) as ScoreState | null
}

async function countDirty(db: Database): Promise<number> {
  const { dirty } = await db
    .selectFrom('dirty_customer')
    .select((select) => select.fn.countAll<number>().as('dirty'))
    .executeTakeFirstOrThrow()
  return dirty
}

/** Every customer with an order has a score of the moment; the history is large, so each customer is looked up in the index. */
async function countWithOrders(db: Database, asOf: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from customer
    where (select max(n) from score where customer_id = customer.id and as_of = ${asOf}::timestamptz) > 0
  `.execute(db)
  return rows[0]?.count ?? 0
}

async function fingerprintOf(db: Database, settings: ScoreSettings): Promise<string> {
  const rates = await sql<{ digest: string | null }>`
    select md5(string_agg(exchange_rate::text, '|' order by from_currency, to_currency, on_date)) as digest
    from exchange_rate
  `.execute(db)
  const { timezone, currency, value } = settings
  return createHash('sha256')
    .update(JSON.stringify({ timezone, currency, value, rates: rates.rows[0]?.digest ?? null }))
    .digest('hex')
}
