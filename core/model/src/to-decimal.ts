import type { Decimal } from './primitives.ts'

/**
 * A number as a source writes it as an exact decimal: `1.25E3` → `1250`, `.5` → `0.5`, `12.` → `12`. HubSpot writes
 * large computed numbers with an exponent. Undefined where it is no number.
 */
export function toDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const point = whole.length + Number(exponent)
  const digits = whole + fraction
  const integer = digits.slice(0, Math.max(0, point)).padEnd(Math.max(0, point), '0')
  const rest = (point < 0 ? '0'.repeat(-point) : '') + digits.slice(Math.max(0, point))
  const trimmed = integer.replace(/^0+(?=\d)/, '') || '0'
  const value = rest === '' ? trimmed : `${trimmed}.${rest}`
  return sign === '-' && /[1-9]/.test(value) ? `-${value}` : value
}
