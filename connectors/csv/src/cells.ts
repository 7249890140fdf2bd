import type { Decimal, Instant } from '@rapport/model'
import { currencyCode, decimal } from '@rapport/model'

/** Why a cell was not understood, and what to write instead. The reader adds file and line. */
export class CellError extends Error {
  override readonly name = 'CellError'
}

/** A decimal number with a point, without signs or thousands separators. Rapport does not guess: 1.234 is not 1234. */
export function readDecimal(text: string, column: string): Decimal {
  if (decimal.safeParse(text).success) return text
  const bare = text.replace(/\p{Sc}|[A-Za-z\s']/gu, '')
  if (bare !== text && /\d/.test(bare)) {
    throw new CellError(
      `${column} "${text}" has a currency sign, a letter or a space: write the number alone, such as ${asDecimal(bare)}, and the currency in its own column`,
    )
  }
  if (text.includes(',')) {
    throw new CellError(
      `${column} "${text}" has a comma: write a decimal point and no thousands separator, such as ${asDecimal(text)}`,
    )
  }
  throw new CellError(`${column} "${text}" is not a number: write it as 1234.50`)
}

/** The likely meaning of a number with commas: the last comma or point is the decimal sign. For messages only. */
function asDecimal(text: string): string {
  const digits = text.replace(/[^\d.,-]/g, '')
  const at = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'))
  if (at < 0) return digits
  return `${digits.slice(0, at).replace(/[.,]/g, '')}.${digits.slice(at + 1)}`
}

const dayOrMoment =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/

/** A day or a moment in ISO 8601. A day is its midnight, and a time without an offset is taken, in UTC. */
export function readInstant(text: string, column: string): Instant {
  const [, day, time, offset] = dayOrMoment.exec(text) ?? []
  if (day === undefined) {
    throw new CellError(`${column} "${text}" is not a date: write it as 2024-03-31 or 2024-03-31T14:30:00Z`)
  }
  const zone = offset === undefined || offset === 'Z' ? 'Z' : offset.replace(/^(...):?/, '$1:')
  const at = new Date(`${day}T${time ?? '00:00:00'}${zone}`)
  // Date rolls 30 February over into March.
  const exists = !Number.isNaN(at.getTime()) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
  if (!exists) throw new CellError(`${column} "${text}" is not in the calendar: correct the day or the time`)
  return at.toISOString()
}

/** An ISO 4217 code; lower case is accepted. */
export function readCurrency(text: string, column: string): string {
  const code = text.toUpperCase()
  if (currencyCode.safeParse(code).success) return code
  throw new CellError(`${column} "${text}" is not a currency: write its ISO 4217 code, such as USD or EUR`)
}

const yes = new Set(['yes', 'true', '1', 'y'])
const no = new Set(['', 'no', 'false', '0', 'n'])

/** yes, true or 1; no, false, 0 or empty. */
export function readYesNo(text: string, column: string): boolean {
  const word = text.toLowerCase()
  if (yes.has(word)) return true
  if (no.has(word)) return false
  throw new CellError(`${column} "${text}" is neither yes nor no: write yes or no`)
}

/** One of some names, whatever the case. */
export function readOneOf<const Name extends string>(
  text: string,
  column: string,
  names: readonly Name[],
): Name {
  const name = names.find((one) => one.toLowerCase() === text.toLowerCase())
  if (name !== undefined) return name
  throw new CellError(`${column} "${text}" is not known: write one of ${names.join(', ')}`)
}

/** Several values in one cell, separated by a vertical bar, a semicolon or a line break. */
export function readList(text: string): string[] {
  return text
    .split(/[|;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
