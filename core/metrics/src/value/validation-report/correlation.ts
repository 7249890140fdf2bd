import { CompensatedSum } from '@rapport/stats'
import { middleRanks } from './ranking.ts'

function mean(values: Float64Array): number {
  const sum = new CompensatedSum()
  for (const value of values) sum.add(value)
  return sum.value / values.length
}

/** Pearson's correlation of two columns; null where one of them does not vary. Throws a RangeError for other lengths. */
export function correlation(first: Float64Array, second: Float64Array): number | null {
  if (first.length !== second.length) {
    throw new RangeError(`There are ${first.length} and ${second.length} values; give as many of each.`)
  }
  const [firstMean, secondMean] = [mean(first), mean(second)]
  const products = new CompensatedSum()
  const firstSquares = new CompensatedSum()
  const secondSquares = new CompensatedSum()
  first.forEach((value, row) => {
    const [left, right] = [value - firstMean, (second[row] ?? Number.NaN) - secondMean]
    products.add(left * right)
    firstSquares.add(left * left)
    secondSquares.add(right * right)
  })
  const scale = Math.sqrt(firstSquares.value) * Math.sqrt(secondSquares.value)
  return scale > 0 ? products.value / scale : null
}

/** Spearman's rank correlation, equal values sharing their middle rank; null where one column does not vary. */
export const rankCorrelation = (first: Float64Array, second: Float64Array): number | null =>
  correlation(middleRanks(first), middleRanks(second))
