import { betaSurvivalSum, betaVariate, type Random } from '@rapport/stats'

/**
 * sBG, the shifted beta-geometric model of contractual retention (Fader & Hardie 2007, "How to Project Customer
 * Retention"): at the end of each period a customer leaves with a chance θ of his own, θ ~ Beta(α, β).
 *
 * Time is counted in billing periods. A customer pays at the start of each: for the first one on joining, for the second
 * at renewal 1, and so on. A tenure T = t ended with period t, after t − 1 renewals.
 */
export type ShiftedBetaGeometricParameters = Readonly<Record<'alpha' | 'beta', number>>

/** ln S(n): the chance to be there after n periods, having made n renewals. A sum of terms of one sign. */
export function logSurvival({ alpha, beta }: ShiftedBetaGeometricParameters, periods: number): number {
  let sum = 0
  for (let i = 0; i < periods; i += 1) sum -= Math.log1p(alpha / (beta + i))
  return sum
}

/** S(n) = B(α, β + n) ÷ B(α, β), the chance to be there after n periods (Fader & Hardie 2007, equation 6). */
export const survival = (parameters: ShiftedBetaGeometricParameters, periods: number): number =>
  Math.exp(logSurvival(parameters, periods))

/** ln P(T = t), t = 1, 2, … */
export const logChurnProbability = (parameters: ShiftedBetaGeometricParameters, period: number): number =>
  logSurvival(parameters, period - 1) - Math.log1p((parameters.beta + period - 1) / parameters.alpha)

/** P(T = t) = B(α + 1, β + t − 1) ÷ B(α, β): the chance that period t is the last (equation 5), t = 1, 2, … */
export const churnProbability = (parameters: ShiftedBetaGeometricParameters, period: number): number =>
  Math.exp(logChurnProbability(parameters, period))

/**
 * r_n = (β + n − 1) ÷ (α + β + n − 1): of those who made n − 1 renewals, the share that makes renewal n (equation 8). It
 * rises with n, as those who are prone to leave have left.
 */
export const retentionRate = ({ alpha, beta }: ShiftedBetaGeometricParameters, renewal: number): number =>
  (beta + renewal - 1) / (alpha + beta + renewal - 1)

/**
 * DEL, the discounted expected lifetime of a new customer (Fader & Hardie 2010, equation 5): the expected payments in
 * periods 1 … `periods`, the one on joining in full and each later one discounted by d a period.
 * ₂F₁(1, β; α + β; 1 ÷ (1 + d)) without an end; then it is infinite for d = 0 and α ≤ 1.
 */
export const discountedLifetime = (
  { alpha, beta }: ShiftedBetaGeometricParameters,
  discount: number,
  periods = Infinity,
): number => betaSurvivalSum(alpha, beta, discount, periods)

/**
 * DERL, the discounted expected residual lifetime just before renewal n, of a customer who has made n − 1 (Fader & Hardie
 * 2010, equation 6): the expected payments at renewals n … n + `periods` − 1, the first of them due now and in full, each
 * later one discounted by d a period. r_n ₂F₁(1, β + n; α + β + n; 1 ÷ (1 + d)) without an end.
 *
 * For a customer whose next renewal is u periods away, multiply by (1 + d)^−u: u = 1 right after a payment.
 */
export const discountedResidualLifetime = (
  parameters: ShiftedBetaGeometricParameters,
  renewal: number,
  discount: number,
  periods = Infinity,
): number =>
  periods < 1
    ? 0
    : retentionRate(parameters, renewal) *
      betaSurvivalSum(parameters.alpha, parameters.beta + renewal, discount, periods)

/**
 * How many renewals a customer who made so many will still make, drawn at random, at most `atMost`. With 0 made it is the
 * whole tenure less its first period.
 */
export function sampleRenewals(
  { alpha, beta }: ShiftedBetaGeometricParameters,
  renewalsMade: number,
  random: Random,
  atMost = Infinity,
): number {
  const leaving = betaVariate(alpha, beta + renewalsMade, random)
  if (leaving >= 1) return 0
  // Where θ is too small for a double the tenure has no end that could be told.
  const renewals = leaving > 0 ? Math.floor(Math.log(random()) / Math.log1p(-leaving)) : Infinity
  return Math.min(renewals, atMost)
}

/** A tenure seen over so many renewals: how many it made, and whether it ended before the last of them. */
export function sampleTenure(
  parameters: ShiftedBetaGeometricParameters,
  renewalsSeen: number,
  random: Random,
): { readonly renewals: number; readonly ended: boolean } {
  const renewals = sampleRenewals(parameters, 0, random, renewalsSeen)
  return { renewals, ended: renewals < renewalsSeen }
}
