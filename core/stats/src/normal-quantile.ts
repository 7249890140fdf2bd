import { chiSquareUpperTail } from './incomplete-gamma.ts'
import { increasingRoot } from './root.ts'

/** The chance that a standard normal variate is at most z. */
export function normalCdf(z: number): number {
  const tail = chiSquareUpperTail(z * z, 1) / 2
  return z < 0 ? tail : 1 - tail
}

/** The value that a standard normal variate stays below with the chance `share`, 0 < share < 1. */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`${share} is no chance between 0 and 1.`)
  return increasingRoot((z) => [normalCdf(z) - share, Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)], {
    start: 0,
  })
}
