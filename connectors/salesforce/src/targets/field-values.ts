import type { FieldValue, TargetFieldType } from '@rapport/connector'
import { toInstant, UnusableValue } from '../values.ts'

/** A value as Salesforce takes it in JSON; in CSV null is written as `#N/A`. */
export type SentValue = string | number | null

/**
 * The value that Salesforce is sent. Null clears.
 * @throws UnusableValue where it is not what its type promises
 */
export function toSalesforce(type: TargetFieldType, name: string, value: FieldValue): SentValue {
  if (value === null || value === '') return null
  switch (type) {
    case 'currency':
    case 'number':
      return finite(name, value)
    case 'percent':
      // 0.57 · 100 is 56.99999999999999.
      return rounded(finite(name, value) * 100)
    case 'date':
      return instant(name, value).slice(0, 10)
    case 'datetime':
      return instant(name, value)
    case 'yesno':
      return ['yes', 'true', '1'].includes(String(value).toLowerCase()) ? 'yes' : 'no'
    case 'enumeration':
    case 'text':
      return String(value)
  }
}

/** What a field holds, in Rapport's terms. What does not fit its type is given as it stands, so that a difference shows. */
export function fromSalesforce(type: TargetFieldType, held: unknown): FieldValue {
  if (held === null || held === undefined || held === '') return null
  const value = typeof held === 'number' ? held : String(held)
  switch (type) {
    case 'percent':
      return typeof value === 'number' ? rounded(value / 100) : value
    case 'datetime':
      return toInstant(String(value)) ?? value
    case 'yesno':
      return typeof value === 'string' && /^(yes|no)$/i.test(value) ? value.toLowerCase() : value
    default:
      return value
  }
}

function finite(name: string, value: FieldValue): number {
  const number = Number(value)
  if (Number.isFinite(number)) return number
  throw new UnusableValue(name, String(value), 'a number')
}

function instant(name: string, value: FieldValue): string {
  const at = toInstant(String(value))
  if (at !== undefined) return at
  throw new UnusableValue(name, String(value), 'a date or time')
}

function rounded(value: number): number {
  return Number(value.toFixed(10))
}
