import { CompensatedSum } from '@rapport/stats'
import { middleRanks, type Ranking, rankRows } from './validation-report/ranking.ts'

/** How well predictions of each customer met what happened. */
export interface PredictionQuality {
  readonly predictedTotal: number
  readonly actualTotal: number
  /** Predicted ÷ actual total − 1; null where nothing happened. */
  readonly bias: number | null
  readonly meanAbsoluteError: number
  readonly rootMeanSquaredError: number
  /** Gini of the actual values in order of the predictions ÷ in order of themselves; null where they are all equal. */
  readonly normalizedGini: number | null
  /** Share of the actual total that the tenth with the highest predictions brought; null where nothing happened. */
  readonly topDecileShare: number | null
}

/**
 * The area between the cumulated share of `values`, in the order of a ranking, and the diagonal. Equal keys share their
 * values evenly, so that the order of the rows never matters.
 */
function giniArea(values: Float64Array, { order, runs }: Ranking, total: number): number {
  const n = values.length
  const area = new CompensatedSum()
  let reached = 0
  for (let index = 0; index + 1 < runs.length; index += 1) {
    const [start, end] = [runs[index] ?? 0, runs[index + 1] ?? 0]
    let run = 0
    for (let place = start; place < end; place += 1) run += values[order[place] ?? 0] ?? 0
    // The trapezoid over the run: its values arrive evenly.
    area.add(((end - start) / n) * ((reached + run / 2) / total))
    reached += run
  }
  return area.value - 0.5
}

function topShare(values: Float64Array, { order, runs }: Ranking, total: number): number {
  const wanted = values.length / 10
  let sum = 0
  for (let index = 0; index + 1 < runs.length; index += 1) {
    const [start, end] = [runs[index] ?? 0, runs[index + 1] ?? 0]
    if (start >= wanted) break
    let run = 0
    for (let place = start; place < end; place += 1) run += values[order[place] ?? 0] ?? 0
    sum += run * Math.min(1, (wanted - start) / (end - start))
  }
  return sum / total
}

/** Each customer's middle rank as a share of all, 0 for the highest prediction. */
const rankShares = (keys: Float64Array): Float64Array => middleRanks(keys).map((rank) => rank / keys.length)

/** How much better one ranking is than another on the same customers. */
export interface GiniDifference {
  /** Normalised Gini of the first less that of the second. */
  readonly difference: number
  /** Of the difference: the customers taken as a sample, the ranks as given. */
  readonly standardError: number
}

/**
 * The paired difference of two normalised Ginis, with its standard error: a few large customers decide a Gini, so a
 * difference without its noise says little. Null where nothing happened or all outcomes are equal.
 */
export function giniDifference(
  first: Float64Array,
  second: Float64Array,
  actual: Float64Array,
): GiniDifference | null {
  const sum = new CompensatedSum()
  for (const value of actual) sum.add(value)
  const total = sum.value
  const ideal = total > 0 ? giniArea(actual, rankRows(actual), total) : 0
  if (ideal <= 1e-12) return null
  const firstRanks = rankShares(first)
  const secondRanks = rankShares(second)
  const ahead = (row: number) => (secondRanks[row] ?? 0) - (firstRanks[row] ?? 0)
  const area = new CompensatedSum()
  actual.forEach((value, row) => {
    area.add((value * ahead(row)) / total)
  })
  const squares = new CompensatedSum()
  actual.forEach((value, row) => {
    squares.add((value * (ahead(row) - area.value)) ** 2)
  })
  return { difference: area.value / ideal, standardError: Math.sqrt(squares.value) / total / ideal }
}

/** Compares predictions with what happened, customer by customer. Throws a RangeError for columns of other lengths. */
export function predictionQuality(predicted: Float64Array, actual: Float64Array): PredictionQuality {
  const n = actual.length
  if (predicted.length !== n || n === 0) {
    throw new RangeError(
      `There are ${predicted.length} predictions and ${n} outcomes; give as many, at least one.`,
    )
  }
  const predictedSum = new CompensatedSum()
  const actualSum = new CompensatedSum()
  const absolute = new CompensatedSum()
  const squared = new CompensatedSum()
  actual.forEach((value, row) => {
    const guess = predicted[row] ?? Number.NaN
    predictedSum.add(guess)
    actualSum.add(value)
    absolute.add(Math.abs(guess - value))
    squared.add((guess - value) ** 2)
  })
  const total = actualSum.value
  const ideal = total > 0 ? giniArea(actual, rankRows(actual), total) : 0
  const ranking = rankRows(predicted)
  return {
    predictedTotal: predictedSum.value,
    actualTotal: total,
    bias: total > 0 ? predictedSum.value / total - 1 : null,
    meanAbsoluteError: absolute.value / n,
    rootMeanSquaredError: Math.sqrt(squared.value / n),
    normalizedGini: ideal > 1e-12 ? giniArea(actual, ranking, total) / ideal : null,
    topDecileShare: total > 0 ? topShare(actual, ranking, total) : null,
  }
}
