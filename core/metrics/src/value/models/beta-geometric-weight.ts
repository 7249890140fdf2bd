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
    const isNear = Math.abs(y) < 1
    const overP = isNear
      ? -Math.log1p(q * Math.expm1(-y))
      : y < 0
        ? y - Math.log(p * Math.exp(y) + q)
        : -Math.log(p + q * Math.exp(-y))
    const overQ = isNear
      ? -Math.log1p(p * Math.expm1(y))
      : y < 0
        ? -Math.log(q + p * Math.exp(y))
        : -y - Math.log(q * Math.exp(-y) + p)
    return a * overP + stay * overQ + logValue(logPeak + overP) - norm
  }
  return integrateLine(logIntegrand, 0, Math.min(Math.sqrt(1 / a + 1 / stay), 3))
}
