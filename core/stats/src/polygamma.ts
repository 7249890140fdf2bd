import { STIRLING_FROM } from './log-gamma.ts'

/** ψ(x), the derivative of ln Γ, for x > 0. */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let shift = 0
  let z = x
  while (z < STIRLING_FROM) {
    shift += 1 / z
    z += 1
  }
  const w = 1 / (z * z)
  const series =
    w *
    (1 / 12 -
      w *
        (1 / 120 -
          w *
            (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32760 - w * (1 / 12 - (w * 3617) / 8160)))))))
  return Math.log(z) - 0.5 / z - series - shift
}

/** ψ′(x), the second derivative of ln Γ, for x > 0. */
export function trigamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let shift = 0
  let z = x
  while (z < STIRLING_FROM) {
    shift += 1 / (z * z)
    z += 1
  }
  const w = 1 / (z * z)
  const series =
    w *
    (1 / 6 -
      w *
        (1 / 30 -
          w * (1 / 42 - w * (1 / 30 - w * (5 / 66 - w * (691 / 2730 - w * (7 / 6 - (w * 3617) / 510)))))))
  return (1 + 0.5 / z + series) / z + shift
}
