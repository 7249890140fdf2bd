import { digamma, trigamma } from '@rapport/stats'

/** From here on the asymptotic series below are exact in double precision. */
const SERIES_FROM = 10

/** The part of ψ(z) beyond ln z − 1 ÷ 2z, for z ≥ 10. */
function digammaSeries(z: number): number {
  const w = 1 / (z * z)
  return (
    -w *
    (1 / 12 -
      w *
        (1 / 120 -
          w *
            (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32760 - w * (1 / 12 - (w * 3617) / 8160)))))))
  )
}

/** The part of ψ′(z) beyond 1 ÷ z + 1 ÷ 2z², for z ≥ 10. */
function trigammaSeries(z: number): number {
  const w = 1 / (z * z)
  return (
    (w *
      (1 / 6 -
        w *
          (1 / 30 -
            w *
              (1 / 42 - w * (1 / 30 - w * (5 / 66 - w * (691 / 2730 - w * (7 / 6 - (w * 3617) / 510)))))))) /
    z
  )
}

/**
 * ψ(z + d) − ψ(z) for z > 0, d ≥ 0, without the cancellation of the plain difference where z is large: a likelihood
 * that flattens towards large parameters has no other slope than this.
 */
export function digammaDelta(z: number, d: number): number {
  if (d === 0) return 0
  if (z < SERIES_FROM) return digamma(z + d) - digamma(z)
  const end = z + d
  return Math.log1p(d / z) + d / (2 * z * end) + (digammaSeries(end) - digammaSeries(z))
}

/** ψ′(z + d) − ψ′(z) for z > 0, d ≥ 0, likewise. */
export function trigammaDelta(z: number, d: number): number {
  if (d === 0) return 0
  if (z < SERIES_FROM) return trigamma(z + d) - trigamma(z)
  const end = z + d
  const share = d / (z * end)
  return -share - 0.5 * share * (1 / z + 1 / end) + (trigammaSeries(end) - trigammaSeries(z))
}
