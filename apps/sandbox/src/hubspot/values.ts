import { type ErrorDetail, HubspotError, invalid } from './errors.ts'
import type { PropertySet } from './properties.ts'
import type { PropertyDefinition } from './property-definition.ts'
import { isoTime, type PropertyValues } from './record.ts'

/** HubSpot's ceiling for one string value. */
const MAX_STRING_LENGTH = 65_536

/** What a client sends for one property. */
export type PropertyInputValue = string | number | boolean

/** Values as they will be stored; `''` means: clear this property. */
export type CheckedValues = Record<string, string>

/**
 * Checks and normalises the properties of one write.
 * @throws {HubspotError} 400 with one `errors` entry per offending property: PROPERTY_DOESNT_EXIST, READ_ONLY_VALUE,
 * INVALID_LONG, INVALID_OPTION, INVALID_DATE, INVALID_STRING, INVALID_EMAIL.
 */
export function checkValues(
  set: PropertySet,
  input: Readonly<Record<string, PropertyInputValue>>,
): CheckedValues {
  const checked: CheckedValues = {}
  const errors: ErrorDetail[] = []
  for (const [name, raw] of Object.entries(input)) {
    const definition = set.find(name)
    const outcome =
      definition === undefined
        ? { message: `Property "${name}" does not exist`, code: 'PROPERTY_DOESNT_EXIST' }
        : definition.readOnly
          ? {
              message: `"${name}" is a read only property; its value cannot be set.`,
              code: 'READ_ONLY_VALUE',
            }
          : normalise(definition, String(raw))
    if (typeof outcome === 'string') checked[name] = outcome
    else errors.push({ ...outcome, context: { propertyName: [name] } })
  }
  if (errors.length > 0) {
    throw new HubspotError(
      400,
      'VALIDATION_ERROR',
      `Property values were not valid: ${JSON.stringify(
        errors.map((error) => ({
          isValid: false,
          message: error.message,
          error: error.code,
          name: error.context?.propertyName?.[0],
        })),
      )}`,
      { errors },
    )
  }
  return checked
}

/** Applies checked values to stored ones: `''` removes the key. */
export function applyValues(current: PropertyValues, values: CheckedValues): Record<string, string> {
  const next = { ...current }
  for (const [name, value] of Object.entries(values)) {
    if (value === '') delete next[name]
    else next[name] = value
  }
  return next
}

/** The stored form of `text`, or what is wrong with it. */
function normalise(definition: PropertyDefinition, text: string): string | { message: string; code: string } {
  if (text === '') return ''
  switch (definition.type) {
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim())
        ? text.trim()
        : { message: `${text} was not a valid number.`, code: 'INVALID_LONG' }
    case 'bool':
      return text === 'true' || text === 'false'
        ? text
        : { message: `${text} was not one of the allowed options: [true, false]`, code: 'INVALID_OPTION' }
    case 'date':
      return normaliseDate(text)
    case 'datetime': {
      const time = parseTime(text)
      return time === null
        ? { message: `${text} was not a valid date.`, code: 'INVALID_DATE' }
        : isoTime(time)
    }
    case 'enumeration':
      return normaliseOptions(definition, text)
    case 'string':
      if (definition.name === 'email' && definition.hubspotDefined) return normaliseEmail(text)
      return normaliseText(text)
    case 'phone_number':
      return normaliseText(text)
  }
}

function normaliseText(text: string): string | { message: string; code: string } {
  return text.length <= MAX_STRING_LENGTH
    ? text
    : { message: `The value is longer than ${MAX_STRING_LENGTH} characters`, code: 'INVALID_STRING' }
}

/** E-mail addresses are kept in lower case. */
function normaliseEmail(text: string): string | { message: string; code: string } {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
    ? text.toLowerCase()
    : { message: `Email address ${text} is invalid`, code: 'INVALID_EMAIL' }
}

function normaliseDate(text: string): string | { message: string; code: string } {
  const time = parseTime(text)
  if (time === null) return { message: `${text} was not a valid date.`, code: 'INVALID_DATE' }
  const iso = isoTime(time)
  if (!iso.endsWith('T00:00:00.000Z')) {
    return { message: `${text} is at ${iso.slice(11, 19)} UTC, not midnight!`, code: 'INVALID_DATE' }
  }
  return iso.slice(0, 10)
}

function normaliseOptions(
  definition: PropertyDefinition,
  text: string,
): string | { message: string; code: string } {
  if (definition.externalOptions) return text
  const allowed = definition.options.map((option) => option.value)
  const chosen = definition.fieldType === 'checkbox' ? text.split(';').filter((part) => part !== '') : [text]
  const unknown = chosen.find((value) => !allowed.includes(value))
  if (unknown !== undefined) {
    return {
      message: `${unknown} was not one of the allowed options: [${allowed.join(', ')}]`,
      code: 'INVALID_OPTION',
    }
  }
  return text
}

/** Reads epoch milliseconds or an ISO 8601 date or time; null when it is neither. */
export function parseTime(text: string): number | null {
  if (/^-?\d{1,15}$/.test(text)) {
    const time = Number(text)
    return Math.abs(time) <= 8.64e15 ? time : null
  }
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null
  const zoned = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  const time = Date.parse(zoned)
  return Number.isNaN(time) ? null : time
}

/** Refuses names that are not properties, as search filters and sorts do. @throws {HubspotError} 400 */
export function requireProperty(set: PropertySet, name: string): PropertyDefinition {
  const definition = set.find(name)
  if (definition === undefined) {
    throw invalid(
      `There was a problem with the request. Property "${name}" does not exist`,
      'PROPERTY_DOESNT_EXIST',
      {
        propertyName: [name],
      },
    )
  }
  return definition
}
