import type { FieldValue, FieldValues } from '@rapport/connector'
import type { WriteField } from './write-field.ts'

const longestText = 255

/**
 * A value as it is written and compared: numbers at the field's precision, dates without a time, moments to the second,
 * text trimmed and at most 255 characters. Vendors give an empty text for an empty field, so that is null.
 */
export function storedValue(field: WriteField, value: FieldValue | undefined): FieldValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' && value.trim() === '') return null
  switch (field.type) {
    case 'currency':
    case 'number':
    case 'percent':
      return roundTo(Number(value), field.decimals ?? 0)
    case 'date':
      return String(value).slice(0, 10)
    case 'datetime':
      return toTheSecond(String(value))
    default:
      return shortened(String(value).trim())
  }
}

/** Whether two values are the same once stored. */
export function sameValue(
  field: WriteField,
  left: FieldValue | undefined,
  right: FieldValue | undefined,
): boolean {
  return storedValue(field, left) === storedValue(field, right)
}

/** The value of a field; null where nothing is known of it. */
export function fieldValue(values: FieldValues, name: string): FieldValue {
  return values[name] ?? null
}

/** Not a number (an infinite or unreadable one) is unknown. */
function roundTo(value: number, decimals: number): number | null {
  if (Number.isInteger(value)) return value
  if (!Number.isFinite(value)) return null
  // Adding 0 turns −0 into 0.
  return Number(value.toFixed(decimals)) + 0
}

/** Most records hold one of a few moments, those of the last evaluations. */
const seconds = new Map<string, string>()
const mostSeconds = 1_000

function toTheSecond(text: string): string {
  const known = seconds.get(text)
  if (known !== undefined) return known
  const at = Date.parse(text)
  const second = Number.isNaN(at) ? text : new Date(Math.floor(at / 1000) * 1000).toISOString()
  if (seconds.size >= mostSeconds) seconds.clear()
  seconds.set(text, second)
  return second
}

function shortened(text: string): string {
  if (text.length <= longestText) return text
  const cut = text.slice(0, longestText - 1)
  // Never half of a character outside the basic plane.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
