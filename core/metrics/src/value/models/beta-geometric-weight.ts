import { integrateLine, logBeta } from '@rapport/stats'

/** From here on Stirling's series is exact in double precision. */
const STIRLING_FROM = 10

/** The part of ln Γ(z) beyond (z − ½) ln z − z + ½ ln 2π, for z ≥ 10. */
function stirlingRest(z: number): number {
  const w = 1 / (z * z)
  return (
    (1 / 12 -
      w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - w * (691 / 360360 - w / 156)))))) /
    z
  )
}

/** ln(1 + share · (e^y − 1)), where `rest` is 1 − share, with full relative accuracy beside 0. */
function logMix(share: number, rest: number, y: number): number {
  if (y > 30) return y + Math.log(share + rest * Math.exp(-y))
  // Only a share of nearly all leaves nothing of the 1.
  if (y < -1 && share > 0.5) return Math.log(rest + share * Math.exp(y))
  return Math.log1p(share * Math.expm1(y))
}

/**
 * The mean over p ~ Beta(a, stay) of a positive function, told by ln p and ln of its value, by a double-exponential
 * rule in the log odds of p. The weight is told against its own peak: of large a and stay, the logarithms themselves
 * are so large that their rounding would be seen in the result.
 */
export function betaMean(a: number, stay: number, logValue: (logP: number) => number): number {
  const p = a / (a + stay)
  const q = stay / (a + stay)
  const logPeak = -Math.log1p(stay / a)
  const logPeakQ = -Math.log1p(a / stay)
  const norm =
    Math.min(a, stay) < STIRLING_FROM
      ? logBeta(a, stay) - a * logPeak - stay * logPeakQ
      : 0.5 * Math.log((2 * Math.PI) / (a * q)) +
        stirlingRest(a) +
        stirlingRest(stay) -
        stirlingRest(a + stay)
  const logIntegrand = (y: number): number => {
    const overP = -logMix(q, p, -y)
    return a * overP - stay * logMix(p, q, y) + logValue(logPeak + overP) - norm
  }
  return integrateLine(logIntegrand, 0, Math.min(Math.sqrt(1 / a + 1 / stay), 3))
}
