import { expect } from 'vitest'
import type { ReferenceFit } from './data.ts'

export const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

/** What a fit says, under the names of the reference. */
export interface Fitted {
  readonly estimates: Readonly<Record<string, number>>
  readonly standardErrors: Readonly<Record<string, number>>
  readonly covariance: readonly (readonly number[])[]
  readonly logLikelihood: number
}

/**
 * Parameters to 1e-6, relative; log-likelihood to 1e-6; standard errors to 1e-7 of the exact ones, or to 1e-5 of those
 * printed; covariance symmetric, and as printed to the digits that hold there.
 */
export function expectAgreement(
  fitted: Fitted,
  reference: ReferenceFit,
  exactErrors?: readonly number[],
): void {
  const names = Object.keys(reference.params)
  expect(Object.keys(fitted.estimates)).toEqual(names)
  expect(Math.abs(fitted.logLikelihood - reference.LL)).toBeLessThan(1e-6)
  names.forEach((name, i) => {
    expect(relative(fitted.estimates[name]!, reference.params[name]!), name).toBeLessThan(1e-6)
    const error = fitted.standardErrors[name]!
    if (exactErrors === undefined) expect(relative(error, reference.se[name]!), name).toBeLessThan(1e-5)
    else expect(relative(error, exactErrors[i]!), name).toBeLessThan(1e-7)
  })
  names.forEach((left, i) => {
    names.forEach((right, j) => {
      const value = fitted.covariance[i]![j]!
      expect(value).toBe(fitted.covariance[j]![i])
      const scale = fitted.standardErrors[left]! * fitted.standardErrors[right]!
      expect(Math.abs(value - reference.cov[i]![j]!) / scale).toBeLessThan(2e-4)
    })
  })
}
