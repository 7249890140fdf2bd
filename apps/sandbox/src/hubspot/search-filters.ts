import { invalid } from './errors.ts'
import type { ObjectType } from './object-types.ts'
import { propertyOf } from './projection.ts'
import type { PropertySet } from './properties.ts'
import type { PropertyDefinition } from './property-definition.ts'
import type { RecordVersion } from './record.ts'
import { parseTime, requireProperty } from './values.ts'

export const FILTER_OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** One condition as a client sends it. */
export interface SearchFilter {
  propertyName: string
  operator: FilterOperator
  value?: string | undefined
  highValue?: string | undefined
  values?: string[] | undefined
}

/** A number to compare, or lower-case text. */
type Comparable = number | string

/** A filter ready to run over records. */
export interface CompiledFilter {
  test: (record: RecordVersion) => boolean
  /** Set when the filter is a plain range over the modified time or the id, which the sorted indexes answer. */
  range: { on: 'modified' | 'id'; from: number; to: number } | null
}

/**
 * Checks one filter and makes it runnable. Ranges are closed on both sides and in whole numbers.
 * @throws {HubspotError} 400 for an unknown property, a missing or unreadable value.
 */
export function compileFilter(type: ObjectType, set: PropertySet, filter: SearchFilter): CompiledFilter {
  const definition = requireProperty(set, filter.propertyName)
  const read = reader(type, definition)
  const operand = (text: string | undefined) => toComparable(definition, required(filter, text))
  switch (filter.operator) {
    case 'HAS_PROPERTY':
      return { test: (record) => read(record) !== null, range: null }
    case 'NOT_HAS_PROPERTY':
      return { test: (record) => read(record) === null, range: null }
    case 'IN':
    case 'NOT_IN': {
      if (filter.values === undefined || filter.values.length === 0) {
        throw invalid(`Operator ${filter.operator} on ${filter.propertyName} needs values`, 'INVALID_FILTER')
      }
      const wanted = new Set(filter.values.map((value) => toComparable(definition, value)))
      const included = (record: RecordVersion): boolean => {
        const value = read(record)
        return value !== null && wanted.has(value)
      }
      return { test: filter.operator === 'IN' ? included : (record) => !included(record), range: null }
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const pattern = tokenPattern(required(filter, filter.value))
      const contains = (record: RecordVersion): boolean =>
        tokensOf(propertyOf(type, record, filter.propertyName)).some((token) => pattern.test(token))
      return {
        test: filter.operator === 'CONTAINS_TOKEN' ? contains : (record) => !contains(record),
        range: null,
      }
    }
    case 'NEQ': {
      const unwanted = operand(filter.value)
      return { test: (record) => read(record) !== unwanted, range: null }
    }
    case 'BETWEEN':
      return between(type, definition, read, operand(filter.value), operand(filter.highValue))
    case 'EQ': {
      const wanted = operand(filter.value)
      return between(type, definition, read, wanted, wanted)
    }
    case 'GTE':
      return between(type, definition, read, operand(filter.value), null)
    case 'LTE':
      return between(type, definition, read, null, operand(filter.value))
    case 'GT':
      return after(type, definition, read, operand(filter.value))
    case 'LT':
      return before(type, definition, read, operand(filter.value))
  }
}

/** Reads a property as something to compare and sort by; null when it is unset. */
export function reader(
  type: ObjectType,
  definition: PropertyDefinition,
): (record: RecordVersion) => Comparable | null {
  if (definition.name === 'hs_object_id') return (record) => record.id
  if (definition.name === 'createdate') return (record) => record.createdAt
  if (definition.name === type.modifiedProperty) return (record) => record.modifiedAt
  return (record) => {
    const text = record.properties[definition.name]
    return text === undefined ? null : storedComparable(definition, text)
  }
}

/** Lower-case words of a value, as the search index splits them. */
export function tokensOf(value: string | null): string[] {
  if (value === null) return []
  const lower = value.toLowerCase()
  return [lower, ...lower.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '')]
}

/** A pattern for one token; `*` stands for any characters. */
export function tokenPattern(text: string): RegExp {
  const escaped = text
    .toLowerCase()
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`, 'u')
}

function between(
  type: ObjectType,
  definition: PropertyDefinition,
  read: (record: RecordVersion) => Comparable | null,
  low: Comparable | null,
  high: Comparable | null,
): CompiledFilter {
  const test = (record: RecordVersion): boolean => {
    const value = read(record)
    return value !== null && (low === null || value >= low) && (high === null || value <= high)
  }
  return { test, range: rangeOn(type, definition, low, high) }
}

function after(
  type: ObjectType,
  definition: PropertyDefinition,
  read: (record: RecordVersion) => Comparable | null,
  low: Comparable,
): CompiledFilter {
  const test = (record: RecordVersion): boolean => {
    const value = read(record)
    return value !== null && value > low
  }
  const next = typeof low === 'number' ? Math.floor(low) + 1 : low
  return { test, range: rangeOn(type, definition, next, null) }
}

function before(
  type: ObjectType,
  definition: PropertyDefinition,
  read: (record: RecordVersion) => Comparable | null,
  high: Comparable,
): CompiledFilter {
  const test = (record: RecordVersion): boolean => {
    const value = read(record)
    return value !== null && value < high
  }
  const last = typeof high === 'number' ? Math.ceil(high) - 1 : high
  return { test, range: rangeOn(type, definition, null, last) }
}

function rangeOn(
  type: ObjectType,
  definition: PropertyDefinition,
  low: Comparable | null,
  high: Comparable | null,
): CompiledFilter['range'] {
  const on =
    definition.name === type.modifiedProperty ? 'modified' : definition.name === 'hs_object_id' ? 'id' : null
  if (on === null) return null
  return { on, from: Number(low ?? Number.NEGATIVE_INFINITY), to: Number(high ?? Number.POSITIVE_INFINITY) }
}

function required(filter: SearchFilter, text: string | undefined): string {
  if (text === undefined || text === '') {
    throw invalid(`Operator ${filter.operator} on ${filter.propertyName} needs a value`, 'INVALID_FILTER')
  }
  return text
}

/** The comparable form of a filter's value. @throws {HubspotError} 400 when it cannot be read as the property's type. */
function toComparable(definition: PropertyDefinition, text: string): Comparable {
  const value = storedComparable(definition, text)
  if (typeof value === 'number' && Number.isNaN(value)) {
    throw invalid(
      `"${text}" is not a valid ${definition.type} for property ${definition.name}`,
      'INVALID_FILTER_VALUE',
    )
  }
  return value
}

function storedComparable(definition: PropertyDefinition, text: string): Comparable {
  if (definition.type === 'number') return Number(text)
  if (definition.type === 'date' || definition.type === 'datetime') return parseTime(text) ?? Number.NaN
  return text.toLowerCase()
}
