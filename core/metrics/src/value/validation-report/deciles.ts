import { rankRows } from './ranking.ts'

/** A tenth of the customers, by what was predicted for them. */
export interface Decile {
  /** 1 is the tenth with the highest predictions. */
  readonly decile: number
  readonly predictedMean: number
  readonly actualMean: number
  /** Mean of the tenth ÷ mean of all; null where nothing happened. */
  readonly lift: number | null
  /** Share of everything that happened, in this tenth and those above; null where nothing happened. */
  readonly gain: number | null
}

const TENTHS = 10

/** Sums of the values in each tenth of the ranking. A run of equal keys shares its values evenly. */
function sumsByTenth(values: Float64Array, ranking: ReturnType<typeof rankRows>): Float64Array {
  const { order, runs } = ranking
  const sums = new Float64Array(TENTHS)
  const size = order.length / TENTHS
  for (let run = 0; run + 1 < runs.length; run += 1) {
    const [start, end] = [runs[run] ?? 0, runs[run + 1] ?? 0]
    let sum = 0
    for (let place = start; place < end; place += 1) sum += values[order[place] ?? 0] ?? 0
    for (let tenth = Math.floor(start / size); tenth < TENTHS && tenth * size < end; tenth += 1) {
      const shared = Math.min(end, (tenth + 1) * size) - Math.max(start, tenth * size)
      if (shared > 0) sums[tenth] = (sums[tenth] ?? 0) + sum * (shared / (end - start))
    }
  }
  return sums
}

/** Means of other values in each tenth by prediction, as in `decilesByPrediction`. */
export const meansByTenth = (predicted: Float64Array, values: Float64Array): number[] =>
  Array.from(sumsByTenth(values, rankRows(predicted)), (sum) => sum / (predicted.length / TENTHS))

/**
 * Customers in tenths by prediction, from high to low: how near the predictions come in each, and how much of all that
 * happened the best tenths brought. Customers with equal predictions are spread evenly, so that the order of the rows
 * never matters. Throws a RangeError for columns of other lengths.
 */
export function decilesByPrediction(predicted: Float64Array, actual: Float64Array): Decile[] {
  const customers = actual.length
  if (predicted.length !== customers || customers === 0) {
    throw new RangeError(
      `There are ${predicted.length} predictions and ${customers} outcomes; give as many, at least one.`,
    )
  }
  const ranking = rankRows(predicted)
  const predictedSums = sumsByTenth(predicted, ranking)
  const actualSums = sumsByTenth(actual, ranking)
  const size = customers / TENTHS
  const total = actualSums.reduce((sum, value) => sum + value, 0)
  let reached = 0
  return Array.from(actualSums, (sum, tenth) => {
    reached += sum
    return {
      decile: tenth + 1,
      predictedMean: (predictedSums[tenth] ?? 0) / size,
      actualMean: sum / size,
      lift: total > 0 ? sum / (total / TENTHS) : null,
      gain: total > 0 ? reached / total : null,
    }
  })
}
