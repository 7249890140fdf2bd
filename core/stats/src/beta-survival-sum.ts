/** ln of the accuracy to which the continued fraction is carried. */
const LOG_ACCURACY = 40
/** More terms than any discount above 1e-10 takes. */
const MAX_FRACTION_TERMS = 4_000_000

/**
 * E[(1 + d) ÷ (d + θ)] for θ ~ Beta(a, b), which is ₂F₁(1, b; a + b; 1 ÷ (1 + d)).
 *
 * Pfaff's transformation turns it into (1 + d) ÷ d · ₂F₁(1, a; a + b; −1 ÷ d), whose continued fraction (Gauss 1813;
 * Cuyt et al. 2008, 15.3) has positive terms only, so that nothing cancels, and takes about 20 ÷ √d terms where the
 * power series takes 40 ÷ d. It is evaluated backwards from the limit of its tails.
 */
function endlessSum(a: number, b: number, discount: number): number {
  const c = a + b
  const x = 1 / discount
  const rate = 2 * Math.atanh(Math.sqrt(discount / (1 + discount)))
  const pairs = Math.min(Math.ceil(LOG_ACCURACY / rate / 2) + 4, MAX_FRACTION_TERMS)
  let tail = (1 + Math.sqrt(1 + x)) / 2
  for (let m = pairs; m >= 1; m -= 1) {
    const twice = c + 2 * m
    tail = 1 + (((a + m) * (c + m - 1)) / ((twice - 1) * twice)) * (x / tail)
    // At m = 1 the divisor c + 2m − 2 is c itself; no term divides by 0.
    tail = 1 + ((m * (b + m - 1)) / ((twice - 2) * (twice - 1))) * (x / tail)
  }
  const whole = 1 + (a / c) * (x / tail)
  return (1 + discount) / discount / whole
}

/**
 * Σ E[(1 − θ)^k] ÷ (1 + d)^k over k = 0 … terms − 1, θ ~ Beta(a, b): how often somebody is expected to be still there
 * who leaves at each step with a chance of his own, the first time counted in full and each later one discounted by
 * d a step. `terms` may be Infinity: then it is ₂F₁(1, b; a + b; 1 ÷ (1 + d)), or without a discount
 * (a + b − 1) ÷ (a − 1), which is infinite for a ≤ 1.
 *
 * Relative error below 1e-12 for d ≥ 1e-8. Throws a RangeError for a discount below 0 or shapes that are not above 0.
 */
export function betaSurvivalSum(a: number, b: number, discount: number, terms: number): number {
  if (!(a > 0 && b > 0 && a + b < Infinity)) {
    throw new RangeError(`The shapes of a beta distribution are above 0; these are ${a} and ${b}.`)
  }
  if (!(discount >= 0 && discount < Infinity)) {
    throw new RangeError(`The discount per step is ${discount}; give 0 or more.`)
  }
  if (terms === Infinity) {
    if (discount > 0) return endlessSum(a, b, discount)
    return a > 1 ? (a + b - 1) / (a - 1) : Infinity
  }
  const factor = 1 / (1 + discount)
  let term = 1
  let sum = 0
  for (let k = 0; k < terms; k += 1) {
    sum += term
    term *= ((b + k) / (a + b + k)) * factor
    if (discount > 0 && term < 1e-18 * discount * sum) break
  }
  return sum
}
