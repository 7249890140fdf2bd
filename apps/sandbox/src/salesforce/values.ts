import type { FieldDefinition, FieldType, FieldValue } from './field-definition.ts'

/** Epoch milliseconds of a calendar day's start in UTC; null when the text is no day. */
export function parseDate(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return null
  const at = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return new Date(at).toISOString().startsWith(text) ? at : null
}

/** Epoch milliseconds of an ISO 8601 moment with its zone; null when the text is none. */
export function parseDateTime(text: string): number | null {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/i.exec(text)
  if (parts === null || parseDate(parts[1] ?? '') === null) return null
  const zone = (parts[3] ?? 'Z').replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')
  const at = Date.parse(`${parts[1]}T${parts[2]}${zone.toUpperCase()}`)
  return Number.isNaN(at) ? null : at
}

/** `2026-01-15`. */
export function formatDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** `2026-01-15T12:00:00.000+0000`, as JSON answers write it. */
export function formatDateTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}

/** A value as JSON answers show it. */
export function toJson(type: FieldType, value: FieldValue): FieldValue {
  if (typeof value !== 'number') return value
  if (type === 'date') return formatDate(value)
  return type === 'datetime' ? formatDateTime(value) : value
}

/** A value as CSV answers show it, without quotes. */
export function toCsv(type: FieldType, value: FieldValue): string {
  if (value === null) return ''
  if (typeof value !== 'number') return String(value)
  if (type === 'date') return formatDate(value)
  if (type === 'datetime') return new Date(value).toISOString()
  return type === 'int' ? String(value) : javaDouble(value)
}

/** A double as Java prints it: `100.0`, and `1.25E7` from ten million on. Bulk answers do so. */
export function javaDouble(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e')
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** What an input value came to: the stored value, or why it cannot be stored. */
export type Conversion = { value: FieldValue } | { errorCode: string; message: string }

/** Reads a value of a JSON body. Empty text is no value. */
export function fromJson(field: FieldDefinition, input: unknown): Conversion {
  if (input === null || input === '') return { value: field.type === 'boolean' ? false : null }
  switch (field.type) {
    case 'boolean':
      return typeof input === 'boolean' ? { value: input } : wrong(field, input, 'BOOLEAN')
    case 'int':
      return numberIn(field, input, (value) => Number.isInteger(value), 'INT')
    case 'double':
    case 'currency':
    case 'percent':
      return numberIn(field, input, Number.isFinite, field.type.toUpperCase())
    case 'date':
      return timeIn(field, input, (text) => parseDate(text.slice(0, 10)), 'DATE')
    case 'datetime':
      return timeIn(field, input, parseDateTime, 'DATETIME')
    default:
      return textIn(field, input)
  }
}

/** Reads a value of a CSV upload. `#N/A` clears; an empty cell is read by the caller, who leaves the field alone. */
export function fromCsv(field: FieldDefinition, text: string): Conversion {
  if (text === '#N/A') return { value: field.type === 'boolean' ? false : null }
  if (field.type === 'boolean') {
    if (/^(true|1)$/i.test(text)) return { value: true }
    return /^(false|0)$/i.test(text) ? { value: false } : wrong(field, text, 'BOOLEAN')
  }
  if (['int', 'double', 'currency', 'percent'].includes(field.type)) {
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
      ? fromJson(field, Number(text))
      : wrong(field, text, field.type)
  }
  return fromJson(field, text)
}

function numberIn(
  field: FieldDefinition,
  given: unknown,
  fits: (value: number) => boolean,
  name: string,
): Conversion {
  const input = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
  if (typeof input !== 'number' || !fits(input)) return wrong(field, given, name)
  const most = 10 ** (field.precision - field.scale)
  if (field.type !== 'int' && Math.abs(input) >= most) {
    return {
      errorCode: 'NUMBER_OUTSIDE_VALID_RANGE',
      message: `${field.label}: value outside of valid range on numeric field: ${input}`,
    }
  }
  const factor = 10 ** field.scale
  const rounded = field.type === 'int' ? input : Math.round(input * factor) / factor
  return { value: Number.isFinite(rounded) ? rounded : input }
}

function timeIn(
  field: FieldDefinition,
  input: unknown,
  read: (text: string) => number | null,
  name: string,
): Conversion {
  const value = typeof input === 'string' ? read(input) : null
  return value === null ? wrong(field, input, name) : { value }
}

function textIn(field: FieldDefinition, input: unknown): Conversion {
  if (typeof input !== 'string') return wrong(field, input, 'STRING')
  if (field.length > 0 && input.length > field.length && field.type !== 'reference') {
    return {
      errorCode: 'STRING_TOO_LONG',
      message: `${field.label}: data value too large: ${input.slice(0, 255)} (max length=${field.length})`,
    }
  }
  if (field.restrictedPicklist && !field.picklistValues.includes(input)) {
    return {
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: `${field.label}: bad value for restricted picklist field: ${input}`,
    }
  }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(input)) {
    return { errorCode: 'INVALID_EMAIL_ADDRESS', message: `${field.label}: invalid email address: ${input}` }
  }
  return { value: input }
}

function wrong(field: FieldDefinition, input: unknown, type: string): Conversion {
  return {
    errorCode: 'JSON_PARSER_ERROR',
    message: `Cannot deserialize instance of ${type.toLowerCase()} from ${describe(input)} value ${String(input)} for field ${field.name}`,
  }
}

function describe(input: unknown): string {
  return typeof input === 'object' ? 'START_OBJECT' : `VALUE_${(typeof input).toUpperCase()}`
}
