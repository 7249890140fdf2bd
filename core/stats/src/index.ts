export { betaSurvivalSum } from './beta-survival-sum.ts'
export { choleskyFactor, choleskySolve, type SymmetricMatrix, symmetricInverse } from './cholesky.ts'
export { CompensatedSum, compensatedSum } from './compensated-sum.ts'
export { scaledExponentialIntegral } from './exponential-integral.ts'
export { incompleteBeta, incompleteBetaFromKernel } from './incomplete-beta.ts'
export { chiSquareUpperTail, upperIncompleteGamma } from './incomplete-gamma.ts'
export { logBeta, logGamma, logGammaDelta, logGammaOnePlus } from './log-gamma.ts'
export { type MedianSpread, medianDifference, medianSpreadRanks } from './median-difference.ts'
export { type MaximizeOptions, type Maximum, maximize, type Objective } from './newton.ts'
export { normalCdf, normalQuantile } from './normal-quantile.ts'
export { quantileIntervalRanks, type Ranks } from './order-statistics.ts'
export { digamma, trigamma } from './polygamma.ts'
export { gaussLegendre, integrateLine, type QuadratureRule } from './quadrature.ts'
export { quantile, sortedQuantile, weightedQuantile } from './quantile.ts'
export {
  betaVariate,
  binomialVariate,
  exponentialVariate,
  gammaVariate,
  logGammaVariate,
  normalVariate,
  poissonVariate,
  type Random,
  seededRandom,
} from './random.ts'
export { increasingRoot, type RootOptions, type ValueAndSlope } from './root.ts'
export { type DifferenceInterval, type Proportion, shareDifference } from './share-difference.ts'
export { type ShareInterval, wilsonInterval } from './wilson-interval.ts'
