/** Euler's constant. */
const EULER = 0.5772156649015329

/** zeta(k) / k for k = 2, 3, …: the Taylor series of ln Γ(1 + e). */
const ZETA_OVER_K = [
  1.6449340668482264, 1.2020569031595942, 1.0823232337111381, 1.03692775514337, 1.017343061984449,
  1.0083492773819227, 1.0040773561979444, 1.0020083928260821, 1.0009945751278182, 1.0004941886041194,
  1.000246086553308, 1.0001227133475785, 1.0000612481350586, 1.000030588236307, 1.0000152822594086,
  1.0000076371976379, 1.000003817293265, 1.0000019082127165, 1.0000009539620338, 1.0000004769329869,
  1.0000002384505027,
].map((zeta, index) => zeta / (index + 2))

/** From here on Stirling's series with eight terms is exact in double precision. */
export const STIRLING_FROM = 10

/** The part of ln Γ(z) beyond (z − ½) ln z − z + ½ ln 2π, for z ≥ 10. */
function stirlingCorrection(z: number): number {
  const w = 1 / (z * z)
  return (
    (1 / 12 +
      w *
        (-1 / 360 +
          w *
            (1 / 1260 +
              w *
                (-1 / 1680 + w * (1 / 1188 + w * (-691 / 360360 + w * (1 / 156 - (w * 3617) / 122400))))))) /
    z
  )
}

function nearOne(e: number): number {
  let sum = 0
  for (let k = ZETA_OVER_K.length - 1; k >= 0; k -= 1) sum = (ZETA_OVER_K[k] ?? 0) - e * sum
  return e * (e * sum - EULER)
}

/** ln Γ(1 + e) for e > −1, without the rounding of 1 + e where e is small. */
export const logGammaOnePlus = (e: number): number => (Math.abs(e) <= 0.25 ? nearOne(e) : logGamma(1 + e))

/** ln Γ(x) for x > 0. Relative error below 1e-14, also beside the zeros at 1 and 2. */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : Number.NaN
  if (x === Infinity) return Infinity
  if (Math.abs(x - 1) <= 0.25) return nearOne(x - 1)
  if (Math.abs(x - 2) <= 0.25) return Math.log1p(x - 2) + nearOne(x - 2)
  let product = 1
  let z = x
  while (z < STIRLING_FROM) {
    product *= z
    z += 1
  }
  const stirling = (z - 0.5) * Math.log(z) - z + 0.9189385332046727 + stirlingCorrection(z)
  return product === 1 ? stirling : stirling - Math.log(product)
}

/**
 * ln Γ(z + d) − ln Γ(z) for z > 0, d ≥ 0, without the cancellation that the plain difference suffers where z is
 * large: the two Stirling series are subtracted by hand.
 */
export function logGammaDelta(z: number, d: number): number {
  if (d === 0) return 0
  if (z < STIRLING_FROM) return logGamma(z + d) - logGamma(z)
  const upper = z + d
  return (
    (z - 0.5) * Math.log1p(d / z) +
    d * (Math.log(upper) - 1) +
    (stirlingCorrection(upper) - stirlingCorrection(z))
  )
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  return logGamma(small) - logGammaDelta(large, small)
}
