import { CompensatedSum, logBeta } from '@rapport/stats'
import { type AlivePosterior, expectedPurchases } from './beta-geometric-expectation.ts'

/** So many counts are computed one by one, 8 MB of them; the rest of a longer tail is put where its mean is. */
const MOST_COUNTED = 1_000_000

/** The largest count that is told, which bounds the memory (32 MB). */
const LARGEST_COUNT = 4_000_000

/** What is left of 1 below this is rounding. */
const ROUNDING = 1e-13

/**
 * Adds the chances that were not counted to the counts, so that their mean is the expected number: split over the two
 * counts around the mean of what is left.
 */
function withRest(counts: readonly number[], left: number, mean: number): Float64Array {
  const last = counts.length - 1
  const centre = left > ROUNDING ? Math.min(Math.max(mean / left, last), LARGEST_COUNT) : last
  const below = Math.floor(centre)
  const above = centre - below
  const result = new Float64Array(Math.max(below + (above > 0 ? 2 : 1), counts.length))
  result.set(counts)
  result[below] = (result[below] ?? 0) + left * (1 - above)
  if (above > 0) result[below + 1] = left * above
  return result
}

/**
 * P(n purchases in the time t), n = 0, 1, …, of a customer who is alive: either all n were survived and the time ran
 * out, or the n-th was the last. Counted one by one until less than `tail` is left, or to a million; the rest stands at
 * its mean, so that the mean of the counts is the expected number. Only where the rest has its mean above four
 * millions is it put there instead, and the mean of the counts too low.
 */
export function purchaseCounts(posterior: AlivePosterior, t: number, tail: number): Float64Array {
  const { shape, rate, a, stay } = posterior
  if (t <= 0) return Float64Array.of(1)
  const z = t / (rate + t)
  const logZ = Math.log(z)
  const mean = (shape * t) / rate
  const deviation = Math.sqrt((mean * (rate + t)) / rate)
  // Counts without dropout are negative binomial. Start where they have weight: at 0 they may underflow.
  const from = Math.max(0, Math.floor(mean - 12 * deviation))
  let negativeBinomial = Math.exp(
    -shape * Math.log1p(t / rate) + from * logZ + (from === 0 ? 0 : -logBeta(shape, from) - Math.log(from)),
  )
  const counts: number[] = []
  let survived = 1
  let reached = 0
  const counted = new CompensatedSum()
  const countedMean = new CompensatedSum()
  for (let n = 0; n < MOST_COUNTED; n += 1) {
    const leftAtLast = n === 0 ? 0 : (survived * a) / (a + stay + n - 1)
    if (n > 0) survived *= (stay + n - 1) / (a + stay + n - 1)
    const atLeast = Math.max(0, 1 - reached)
    let exactly = 0
    if (n >= from) {
      exactly = negativeBinomial
      reached += negativeBinomial
      negativeBinomial *= ((shape + n) / (n + 1)) * z
    }
    const probability = survived * exactly + leftAtLast * atLeast
    counts.push(probability)
    counted.add(probability)
    countedMean.add(n * probability)
    if (1 - counted.value < tail || (n > mean && reached > 1 - 1e-14)) break
  }
  const left = Math.max(0, 1 - counted.value)
  return withRest(counts, left, expectedPurchases(posterior, t) - countedMean.value)
}
