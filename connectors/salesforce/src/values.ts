import type { Decimal, Instant } from '@rapport/model'

/** A value that is not what its field promises. The record is set aside with this as its reason. */
export class UnusableValue extends Error {
  override readonly name = 'UnusableValue'

  constructor(field: string, value: string, expected: string) {
    super(`${field} is "${value}", which is not ${expected}`)
  }
}

/** A day or time that surely exists, in the form that Salesforce writes: all but one of thirty. It needs no computing. */
const ordinary =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z|\+0000))?$/

/**
 * Salesforce writes times as `2024-03-01T12:00:00.000+0000` (REST) or with `Z` (bulk), and days as `2024-03-01`, which is taken
 * as its beginning in UTC. Undefined where it is neither.
 */
export function toInstant(text: string): Instant | undefined {
  if (ordinary.test(text))
    return `${text.slice(0, 10)}T${text.length === 10 ? '00:00:00.000' : text.slice(11, 23)}Z`
  const zoned = text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const milliseconds = /^\d{4}-\d{2}-\d{2}/.test(zoned) ? Date.parse(zoned) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString()
}

/** The sum of two decimals, exact. */
export function add(one: Decimal, other: Decimal): Decimal {
  const [left, right] = [scaled(one), scaled(other)]
  const scale = Math.max(left.scale, right.scale)
  const units =
    left.units * 10n ** BigInt(scale - left.scale) + right.units * 10n ** BigInt(scale - right.scale)
  return unscaled(units, scale)
}

/** The decimal with its sign turned. */
export function negate(value: Decimal): Decimal {
  if (!/[1-9]/.test(value)) return value
  return value.startsWith('-') ? value.slice(1) : `-${value}`
}

/**
 * The quotient of two decimals to so many digits after the point, halves away from zero, computed in whole numbers.
 * @throws RangeError where the divisor is 0.
 */
export function divide(dividend: Decimal, divisor: Decimal, digits: number): Decimal {
  const [top, bottom] = [scaled(dividend), scaled(divisor)]
  if (bottom.units === 0n) throw new RangeError('a rate of 0 converts nothing')
  const numerator = top.units * 10n ** BigInt(bottom.scale + digits)
  const denominator = bottom.units * 10n ** BigInt(top.scale)
  const negative = numerator < 0n !== denominator < 0n
  const [upper, lower] = [absolute(numerator), absolute(denominator)]
  const rounded = (2n * upper + lower) / (2n * lower)
  return unscaled(negative ? -rounded : rounded, digits)
}

function unscaled(units: bigint, scale: number): Decimal {
  const text = absolute(units)
    .toString()
    .padStart(scale + 1, '0')
  const value = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`
  return units < 0n ? `-${value}` : value
}

function scaled(value: Decimal): { units: bigint; scale: number } {
  const [whole = '0', fraction = ''] = value.split('.')
  return { units: BigInt(whole + fraction), scale: fraction.length }
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** The later of two instants. */
export function later(one: Instant, other: Instant): Instant {
  return Date.parse(one) >= Date.parse(other) ? one : other
}

/** The instant so many milliseconds after another; never before 1970. */
export function shift(at: Instant, byMs: number): Instant {
  return new Date(Math.max(0, Date.parse(at) + byMs)).toISOString()
}
