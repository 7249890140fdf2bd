import { gammaVariate, normalVariate, type Random, seededRandom } from '@rapport/stats'
import type { SpendColumns } from '../../models/gamma-gamma.ts'
import type { TimingColumns, TimingModel, TimingParameters } from '../../models/timing-model.ts'
import { type CovariateColumns, joinCovariates } from '../covariate-columns.ts'
import type { SpendParameters } from '../gamma-gamma-covariates.ts'

/** One customer's covariates, drawn at random. */
export type DrawCovariates = (random: Random) => Readonly<Record<string, number | null>>

/** A segment (half of the customers) and a score around 7. */
export const segmentAndScore = (random: Random) => ({
  segment: random() < 0.5 ? 1 : 0,
  score: 7 + 2 * normalVariate(random),
})

function columnsOf(rows: readonly Readonly<Record<string, number | null>>[]): CovariateColumns {
  const ids = rows.map((_, row) => String(row))
  return joinCovariates(
    ids,
    rows.map((values, row) => ({ id: String(row), values })),
  ).covariates
}

/** Customers who order as the model has it, each with parameters of their own. */
export function simulatedTiming<
  P extends TimingParameters,
  Z extends Readonly<Record<string, number | null>>,
>(
  model: TimingModel<P>,
  plan: {
    readonly customers: number
    readonly age: number
    readonly seed: number
    readonly covariates: (random: Random) => Z
    readonly parameters: (covariates: Z) => P
  },
): { observed: TimingColumns; covariates: CovariateColumns } {
  const random = seededRandom(plan.seed)
  const rows = Array.from({ length: plan.customers }, () => plan.covariates(random))
  const histories = rows.map((row) => model.sampleHistory(plan.parameters(row), plan.age, random))
  return {
    observed: {
      frequency: Float64Array.from(histories, ({ frequency }) => frequency),
      recency: Float64Array.from(histories, ({ recency }) => recency),
      age: Float64Array.from(histories, ({ age }) => age),
    },
    covariates: columnsOf(rows),
  }
}

/** Customers with one to six orders, who spend as Gamma-Gamma has it. */
export function simulatedSpend<Z extends Readonly<Record<string, number | null>>>(plan: {
  readonly customers: number
  readonly seed: number
  readonly covariates: (random: Random) => Z
  readonly parameters: (covariates: Z) => SpendParameters
}): { observed: SpendColumns; covariates: CovariateColumns } {
  const random = seededRandom(plan.seed)
  const rows = Array.from({ length: plan.customers }, () => plan.covariates(random))
  const orders = Float64Array.from(rows, () => 1 + Math.floor(6 * random()))
  const mean = Float64Array.from(rows, (row, place) => {
    const { p, q, gamma } = plan.parameters(row)
    const n = orders[place] ?? 1
    return gammaVariate(p * n, n * gammaVariate(q, gamma, random), random)
  })
  return { observed: { orders, mean }, covariates: columnsOf(rows) }
}
