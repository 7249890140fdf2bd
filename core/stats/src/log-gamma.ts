/** Euler's constant. */
const EULER = 0.577_215_664_901_532_86

/** zeta(k) / k for k = 2, 3, …: the Taylor series of ln Γ(1 + e). */
const ZETA_OVER_K = [
  1.644_934_066_848_226_4, 1.202_056_903_159_594_3, 1.082_323_233_711_138_2, 1.036_927_755_143_369_9,
  1.017_343_061_984_449_1, 1.008_349_277_381_922_8, 1.004_077_356_197_944_3, 1.002_008_392_826_082_2,
  1.000_994_575_127_818_1, 1.000_494_188_604_119_5, 1.000_246_086_553_308, 1.000_122_713_347_578_5,
  1.000_061_248_135_058_7, 1.000_030_588_236_307, 1.000_015_282_259_408_7, 1.000_007_637_197_637_9,
  1.000_003_817_293_265, 1.000_001_908_212_716_6, 1.000_000_953_962_033_9, 1.000_000_476_932_986_8,
  1.000_000_238_450_502_7,
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
              w * (-1 / 1680 + w * (1 / 1188 + w * (-691 / 360360 + w * (1 / 156 - (w * 3617) / 122400))))))) /
    z
  )
}

function nearOne(e: number): number {
  let sum = 0
  for (let k = ZETA_OVER_K.length - 1; k >= 0; k -= 1) sum = (ZETA_OVER_K[k] ?? 0) - e * sum
  return e * (e * sum - EULER)
}

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
  const stirling = (z - 0.5) * Math.log(z) - z + 0.918_938_533_204_672_7 + stirlingCorrection(z)
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
    (z - 0.5) * Math.log1p(d / z) + d * (Math.log(upper) - 1) + (stirlingCorrection(upper) - stirlingCorrection(z))
  )
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  return logGamma(small) - logGammaDelta(large, small)
}
