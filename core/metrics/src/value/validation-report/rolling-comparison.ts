import type { Holdout } from '../holdout.ts'
import type { PriorChoice } from '../models/timing-model.ts'
import { type GiniDifference, type PredictionQuality, predictionQuality } from '../validation.ts'
import { type Candidate, type CandidateRole, predictByCandidates, roleOf } from './candidates.ts'
import { rankCorrelation } from './correlation.ts'
import { repeatedGiniDifference } from './gini-difference.ts'
import { middleRanks } from './ranking.ts'

/** How well a candidate did at one origin. */
export interface OriginResult extends PredictionQuality {
  readonly splitAt: string
}

/** How well a candidate did at every origin, and at all of them together: one outcome for each customer and origin. */
export interface PooledResult extends PredictionQuality {
  readonly candidate: Candidate
  readonly role: CandidateRole
  /**
   * Σ |predicted − actual total of an origin| ÷ Σ actual total: what is too high at one origin does not make up for
   * what is too low at another. With one origin the size of the bias.
   */
  readonly totalError: number
  /** Newest first. */
  readonly origins: readonly OriginResult[]
  /**
   * Spearman's rank correlation of the predictions between each origin and the one before it, over the customers of
   * both; null where they do not vary.
   */
  readonly rankStability: readonly (number | null)[]
}

/** Candidates side by side. */
export interface RollingComparison {
  readonly results: readonly PooledResult[]
  /** The origins that were compared, newest first. */
  readonly origins: readonly Holdout[]
  /** Normalised Gini of the first less that of the second, over all origins. */
  giniDifference(first: Candidate, second: Candidate): GiniDifference | null
}

interface Origin {
  readonly holdout: Holdout
  readonly predicted: ReadonlyMap<Candidate, Float64Array>
}

/** Whether there is anything to compare: a time before the split, and orders after it. */
const tellsSomething = ({ calibration, orders }: Holdout): boolean =>
  calibration.age.some((age) => age > 0) && orders.some((count) => count > 0)

function predictedOrigins(holdouts: readonly Holdout[], prior: PriorChoice): Origin[] {
  const origins = holdouts
    .filter(tellsSomething)
    .sort((left, right) => (left.splitAt < right.splitAt ? 1 : left.splitAt > right.splitAt ? -1 : 0))
    .map((holdout) => ({ holdout, predicted: predictByCandidates(holdout, prior) }))
  // Where an early origin is too thin for one of them, all are compared on the others.
  const most = Math.max(0, ...origins.map(({ predicted }) => predicted.size))
  return origins.filter(({ predicted }) => predicted.size === most)
}

function concatenate(columns: readonly Float64Array[]): Float64Array {
  const [only] = columns
  if (only !== undefined && columns.length === 1) return only
  const all = new Float64Array(columns.reduce((length, column) => length + column.length, 0))
  let start = 0
  for (const column of columns) {
    all.set(column, start)
    start += column.length
  }
  return all
}

/** For each outcome of all origins, one after another, whose it is; and the same origin by origin. */
function customersOf(holdouts: readonly Holdout[]): { all: Int32Array; each: Int32Array[] } {
  const numbers = new Map<string, number>()
  const all = new Int32Array(holdouts.reduce((length, { orders }) => length + orders.length, 0))
  let start = 0
  const each = holdouts.map(({ calibration }) => {
    const end = start + calibration.ids.length
    const customers = all.subarray(start, end)
    calibration.ids.forEach((id, row) => {
      const number = numbers.get(id) ?? numbers.size
      numbers.set(id, number)
      customers[row] = number
    })
    start = end
    return customers
  })
  return { all, each }
}

/** Pairs of rows of the same customer. */
function sharedRows(newer: Int32Array, older: Int32Array): { newer: number[]; older: number[] } {
  const rows = new Map<number, number>()
  newer.forEach((customer, row) => {
    rows.set(customer, row)
  })
  const shared: { newer: number[]; older: number[] } = { newer: [], older: [] }
  older.forEach((customer, row) => {
    const other = rows.get(customer)
    if (other === undefined) return
    shared.newer.push(other)
    shared.older.push(row)
  })
  return shared
}

function totalError(origins: readonly OriginResult[]): number {
  let missed = 0
  let actual = 0
  for (const { predictedTotal, actualTotal } of origins) {
    missed += Math.abs(predictedTotal - actualTotal)
    actual += actualTotal
  }
  return missed / actual
}

/**
 * Fits and compares every candidate at every origin. Null where nothing can be compared. Throws a RangeError for
 * invalid rows.
 */
export function compareRolling(holdouts: readonly Holdout[], prior: PriorChoice): RollingComparison | null {
  const origins = predictedOrigins(holdouts, prior)
  const [newest] = origins
  if (newest === undefined) return null
  const customers = customersOf(origins.map(({ holdout }) => holdout))
  const shared = customers.each
    .slice(1)
    .map((older, place) => sharedRows(customers.each[place] ?? new Int32Array(), older))
  const actual = concatenate(origins.map(({ holdout }) => holdout.orders))
  const ranks = new Map<Candidate, Float64Array>()

  const results = [...newest.predicted.keys()].map((candidate): PooledResult => {
    const columns = origins.map(({ predicted }) => predicted.get(candidate) ?? new Float64Array())
    const pooled = concatenate(columns)
    ranks.set(candidate, middleRanks(pooled))
    const each = origins.map(({ holdout }, origin) => ({
      splitAt: holdout.splitAt,
      ...predictionQuality(columns[origin] ?? new Float64Array(), holdout.orders),
    }))
    const at = (origin: number, rows: readonly number[]) =>
      Float64Array.from(rows, (row) => columns[origin]?.[row] ?? Number.NaN)
    return {
      candidate,
      role: roleOf(candidate),
      ...predictionQuality(pooled, actual),
      totalError: totalError(each),
      origins: each,
      rankStability: shared.map(({ newer, older }, place) =>
        rankCorrelation(at(place, newer), at(place + 1, older)),
      ),
    }
  })
  return {
    results,
    origins: origins.map(({ holdout }) => holdout),
    giniDifference(first, second) {
      const [one, other] = [ranks.get(first), ranks.get(second)]
      if (one === undefined || other === undefined) return null
      return repeatedGiniDifference(one, other, { actual, customer: customers.all })
    },
  }
}
