import { incompleteBetaFromKernel, increasingRoot, logBeta } from '@rapport/stats'

/** Points of a distribution of a positive quantity, by their logarithms, with weights that add up to 1. */
export interface LogNodes {
  readonly logarithm: Float64Array
  readonly weight: Float64Array
}

/** The nodes lie evenly in the log odds of the share below them, out to 1 in 400 at either end. */
const REACH = 6
/** Gamma(a, 1) is the limit of b times the odds of Beta(a, b); at this b they differ by less than 1e-4. */
const GAMMA_LIMIT = 1e9

/** The logarithm of the odds of a Beta(a, b) variate at the log odds of a share. */
function logOddsAt(a: number, b: number, shareLogit: number, start: number): number {
  const share = 1 / (1 + Math.exp(-shareLogit))
  const norm = logBeta(a, b)
  return increasingRoot(
    (logOdds) => {
      const e = Math.exp(-Math.abs(logOdds))
      const y = logOdds > 0 ? 1 / (1 + e) : e / (1 + e)
      const z = logOdds > 0 ? e / (1 + e) : 1 / (1 + e)
      const logZ = logOdds > 0 ? -logOdds - Math.log1p(e) : -Math.log1p(e)
      const kernel = Math.exp(a * (logOdds + logZ) + b * logZ - norm)
      return [incompleteBetaFromKernel(a, b, y, z, kernel) - share, kernel]
    },
    { start, tolerance: 1e-6, maxIterations: 60 },
  )
}

function nodesAt(steps: number, logarithmAt: (shareLogit: number, before: number) => number): LogNodes {
  const logarithm = new Float64Array(steps + 1)
  const weight = new Float64Array(steps + 1)
  let total = 0
  for (let i = 0; i <= steps; i += 1) {
    const logit = ((2 * i) / steps - 1) * REACH
    const share = 1 / (1 + Math.exp(-logit))
    logarithm[i] = logarithmAt(logit, logarithm[i - 1] ?? Number.NaN)
    weight[i] = share * (1 - share)
    total += weight[i] ?? 0
  }
  return { logarithm, weight: weight.map((one) => one / total) }
}

/** Nodes of a Beta(a, b) variate. */
export function betaNodes(a: number, b: number, steps: number): LogNodes {
  const odds = nodesAt(steps, (logit, before) =>
    logOddsAt(a, b, logit, Number.isNaN(before) ? Math.log(a / b) : before),
  )
  const toLogarithm = (logOdds: number) =>
    logOdds > 0 ? -Math.log1p(Math.exp(-logOdds)) : logOdds - Math.log1p(Math.exp(logOdds))
  return { ...odds, logarithm: odds.logarithm.map(toLogarithm) }
}

/** Nodes of a Gamma(shape, 1) variate. */
export function gammaNodes(shape: number, steps: number): LogNodes {
  const odds = nodesAt(steps, (logit, before) =>
    logOddsAt(shape, GAMMA_LIMIT, logit, Number.isNaN(before) ? Math.log(shape / GAMMA_LIMIT) : before),
  )
  return { ...odds, logarithm: odds.logarithm.map((logOdds) => logOdds + Math.log(GAMMA_LIMIT)) }
}
