import {
  type FittedValueModel,
  fitValueModel,
  type Holdout,
  predictValue,
  sliceRows,
  type ValueColumns,
  type ValueParts,
} from '@rapport/metrics'
import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { type ContractScore, contractScores, contractsAt, fitRenewals } from './contracts.ts'
import { customerScore, type ScoreBasis, type ScoredRows } from './customer-score.ts'
import { fitGroups } from './groups.ts'
import { loadPopulation, type Population } from './population.ts'
import { previousScores } from './previous-scores.ts'
import { mustRefit } from './refit.ts'
import { clearScores, dropOtherPolicies, hasScores, ScoreLines } from './save-scores.ts'
import {
  anyGone,
  fingerprintOf,
  loadState,
  type ScoreState,
  saveState,
  vendorRatesOf,
} from './score-state.ts'
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

/** Few, so that what is on its way to the database stays small. */
const rowsAtOnce = 500
const batchesAtOnce = 2
/**
 * Customers of a part who bought alike share their predictions. Those who first bought at about the same time are mostly near each
 * other, so a part need not be large, and its columns take little memory.
 */
const rowsPredictedAtOnce = 5_000

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
  const vendorRates = await vendorRatesOf(db)
  const sameSettings = last?.fingerprint === fingerprint
  const sameRates = last?.vendorRates === vendorRates
  const dirty = await countDirty(db)
  if (dirty === 0 && sameSettings && sameRates && last.asOf === settings.asOf) {
    return { customers: last.withOrders, scored: 0, changed: 0, cleared: 0, refitted: 0 }
  }
  const refit = !sameSettings || mustRefit(last, { asOf: settings.asOf, changed: dirty })
  if (!refit && sameRates && last.asOf === settings.asOf) return scoreChanged(db, settings, last, options)
  return scoreEverybody(db, settings, { fingerprint, vendorRates, kept: refit ? null : last }, options)
}

/** Scores the customers whose data changed, with the model in force. */
async function scoreChanged(
  db: Database,
  settings: ScoreSettings,
  last: ScoreState,
  options: ScoreOptions,
): Promise<ScoreCounts> {
  const changed = await dirtyCustomers(db)
  const { population } = await loadPopulation(db, settings, { changed, signal: options.signal })
  const { policy } = last.fitted
  const basis = basisOf(population, settings, last)
  const { asOf } = basis
  const scored = population.columns.ids.length
  const { withoutOrders } = population
  // All at once or nothing, so that the number of customers with an order can be carried on from the last scoring.
  return db.transaction().execute(async (transaction) => {
    const orderedBefore = await countWithOrders(transaction, asOf, changed)
    const stored = await saveAll(transaction, basis, { ...options, scoredBefore: true })
    const cleared = await clearScores(transaction, { policy, asOf, changed, withoutOrders })
    await transaction.deleteFrom('dirty_customer').execute()
    const withOrders = (await anyGone(transaction, last.existing))
      ? await countWithOrders(transaction, asOf)
      : last.withOrders - orderedBefore + scored
    await saveState(transaction, { ...last, withOrders, changedSince: last.changedSince + changed.length })
    return { customers: withOrders, scored, changed: stored, cleared, refitted: 0 }
  })
}

/** Scores all customers, with a model fitted anew unless one is kept. */
async function scoreEverybody(
  db: Database,
  settings: ScoreSettings,
  {
    fingerprint,
    vendorRates,
    kept,
  }: Pick<ScoreState, 'fingerprint' | 'vendorRates'> & { readonly kept: ScoreState | null },
  options: ScoreOptions,
): Promise<ScoreCounts> {
  // Nobody can lose an order before the first scoring.
  const scoredBefore = await hasScores(db)
  const { population, inForce } = await fittedPopulation(db, settings, kept, options)
  const { policy } = inForce.fitted
  const customers = population.columns.ids.length
  const basis = basisOf(population, settings, inForce)
  const { asOf } = basis
  const stored = await saveAll(db, basis, { ...options, scoredBefore })
  return db.transaction().execute(async (transaction) => {
    // In this order: a customer that lost its orders must be seen to have had a score, whatever its policy.
    const { withoutOrders } = population
    const cleared = scoredBefore
      ? await clearScores(transaction, { policy, asOf, changed: null, withoutOrders })
      : 0
    if (kept === null) await dropOtherPolicies(transaction, policy, asOf)
    const { numDeletedRows } = await transaction.deleteFrom('dirty_customer').executeTakeFirstOrThrow()
    await saveState(transaction, {
      ...(kept === null
        ? { ...inForce, fingerprint, customers, changedSince: 0 }
        : { ...kept, changedSince: kept.changedSince + Number(numDeletedRows) }),
      vendorRates,
      asOf: settings.asOf,
      withOrders: customers,
    })
    return { customers, scored: customers, changed: stored, cleared, refitted: kept === null ? 1 : 0 }
  })
}

/** What is fitted to all customers together, and when. */
export type Fitted = Pick<ScoreState, 'fitted' | 'fittedAsOf' | 'groups' | 'renewals'>

/** All customers, and what is fitted to them, unless it is kept. The holdouts that a fit needs are gone afterwards. */
async function fittedPopulation(
  db: Database,
  settings: ScoreSettings,
  kept: Fitted | null,
  { signal }: ScoreOptions,
): Promise<{ readonly population: Population; readonly inForce: Fitted }> {
  const { population, holdouts } = await loadPopulation(db, settings, { changed: null, signal })
  return { population, inForce: kept ?? fitAll(population, settings, holdouts) }
}

function fitAll(population: Population, settings: ScoreSettings, holdouts: readonly Holdout[]): Fitted {
  const { columns, subscriptions } = population
  const fitted = fitValueModel(columns, settings.value, holdouts)
  const base = contractsAt(subscriptions, settings)
  const renewals = fitRenewals(base, settings)
  const clv = predictedValues(fitted, columns)
  const contracts = contractScores(base, renewals, settings)
  return {
    fitted,
    fittedAsOf: settings.asOf,
    groups: fitGroups(population, contracts.size === 0 ? clv : withContracts(columns, clv, contracts)),
    renewals,
  }
}

/** The predicted value of every customer, part by part, so that the other predictions of all are never held at once. */
function predictedValues(fitted: FittedValueModel, columns: ValueColumns): Float64Array {
  const values = new Float64Array(columns.ids.length)
  for (let start = 0; start < values.length; start += rowsPredictedAtOnce) {
    const part = sliceRows(columns, start, start + rowsPredictedAtOnce)
    values.set(predictValue(fitted, part, { intervals: false }).clv, start)
  }
  return values
}

/** Predicted values, the part of contracts included. */
function withContracts(
  { ids, orders }: ValueColumns,
  purchases: Float64Array,
  contracts: ReadonlyMap<string, ContractScore>,
): Float64Array {
  return purchases.map((value, row) => {
    const contract = contracts.get(ids[row] ?? '')
    if (contract === undefined || contract.status !== 'current') return value
    return ((orders[row] ?? 0) === 0 ? 0 : value) + (contract.value ?? Number.NaN)
  })
}

/** What customers are scored with, given what is fitted to all of them. */
export function basisOf(
  population: Population,
  settings: ScoreSettings,
  { fitted, fittedAsOf, groups, renewals }: Fitted,
): ScoreBasis {
  return {
    population,
    fitted,
    fittedAsOf,
    groups,
    contracts: contractScores(contractsAt(population.subscriptions, settings), renewals, settings),
    currency: settings.currency,
    day: settings.asOf,
    asOf: endOfDay(settings.asOf, settings.timezone),
  }
}

/**
 * Predicts and stores every customer's score, some hundred customers at a time, so that memory does not grow with their
 * number. Two batches are under way in the database while the next one is made.
 */
async function saveAll(
  db: Database,
  basis: ScoreBasis,
  options: ScoreOptions & { readonly scoredBefore: boolean },
): Promise<number> {
  const total = basis.population.columns.ids.length
  let stored = 0
  let done = 0
  const saving = new Set<Promise<void>>()
  try {
    for (const { rows, start, length } of batchesOf(basis)) {
      const ids = rows.scores.ids.slice(start, start + length)
      const previous = options.scoredBefore ? await previousScores(db, ids, basis.asOf) : noScores
      const batch = new ScoreLines(rows.fitted.policy, rows.asOf)
      for (const [row, id] of ids.entries())
        batch.add(customerScore(rows, start + row, previous.get(id) ?? null))
      if (saving.size === batchesAtOnce) await Promise.race(saving)
      options.signal.throwIfAborted()
      const save = batch.save(db).then((count) => {
        saving.delete(save)
        stored += count
        done += length
        options.onProgress?.(done, total)
      })
      // Met at the next await; until then a failure must not count as unhandled.
      save.catch(() => {})
      saving.add(save)
    }
    await Promise.all(saving)
  } finally {
    // Nothing goes on behind the caller's back, who cleans up after a failure.
    await Promise.allSettled(saving)
  }
  return stored
}

const noScores: ReadonlyMap<string, ValueParts> = new Map()

/** Some of the rows that were predicted together. */
interface Batch {
  readonly rows: ScoredRows
  readonly start: number
  readonly length: number
}

function* batchesOf(basis: ScoreBasis): Iterable<Batch> {
  for (const rows of predictedRows(basis)) {
    const count = rows.scores.ids.length
    for (let start = 0; start < count; start += rowsAtOnce) {
      yield { rows, start, length: Math.min(rowsAtOnce, count - start) }
    }
  }
}

/** Predictions for all rows of a population, part by part. */
function* predictedRows(basis: ScoreBasis): Iterable<ScoredRows> {
  const { columns } = basis.population
  for (let firstRow = 0; firstRow < columns.ids.length; firstRow += rowsPredictedAtOnce) {
    const part = sliceRows(columns, firstRow, firstRow + rowsPredictedAtOnce)
    yield { ...basis, firstRow, scores: predictValue(basis.fitted, part) }
  }
}

/** The last second of a local day: CRM fields keep no fractions of one. */
export function endOfDay(date: string, timezone: string): string {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(timezone)
  return new Date(next.epochMilliseconds - 1_000).toISOString()
}

async function countDirty(db: Database): Promise<number> {
  const { dirty } = await db
    .selectFrom('dirty_customer')
    .select((select) => select.fn.countAll<number>().as('dirty'))
    .executeTakeFirstOrThrow()
  return dirty
}

/** Few, else all would be scored. */
async function dirtyCustomers(db: Database): Promise<readonly number[]> {
  const rows = await db.selectFrom('dirty_customer').select('customer_id').execute()
  return rows.map((row) => row.customer_id)
}

/**
 * How many customers have an order, of all or of these. Every customer with an order has a score of the moment; the history is
 * large, so each customer is looked up in the index.
 */
async function countWithOrders(db: Database, asOf: string, among?: readonly number[]): Promise<number> {
  const customers = among === undefined ? sql`customer` : sql`unnest(${among}::bigint[])`
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${customers} as customer(id)
    where (
      select max(n) from score
      where customer_id = customer.id and as_of = ${asOf}::timestamptz and ${ofFamily('value')}
    ) > 0
  `.execute(db)
  return rows[0]?.count ?? 0
}
