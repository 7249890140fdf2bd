import { SalesforceError } from '../errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { normaliseId } from '../ids.ts'
import { parseDate, parseDateTime } from '../values.ts'
import { type Span, spanOf } from './date-literals.ts'
import { errorAt } from './soql-errors.ts'

/** A value to compare with: a span of time for date literals. */
export type Literal = string | number | boolean | null | Span

const NUMBERS = ['INTEGER', 'DECIMAL']
const SPANS = ['DATE_LITERAL', 'DATE_N_LITERAL']

const ACCEPTED: Record<FieldDefinition['type'], readonly string[]> = {
  id: ['STRING'],
  reference: ['STRING'],
  string: ['STRING'],
  textarea: ['STRING'],
  picklist: ['STRING'],
  email: ['STRING'],
  phone: ['STRING'],
  url: ['STRING'],
  boolean: ['BOOLEAN'],
  int: NUMBERS,
  double: NUMBERS,
  currency: NUMBERS,
  percent: NUMBERS,
  date: ['DATE', ...SPANS],
  datetime: ['DATETIME', ...SPANS],
}

const TYPE_NAMES: Partial<Record<FieldDefinition['type'], string>> = {
  datetime: 'dateTime',
  currency: 'double',
  percent: 'double',
}

/**
 * What a literal means to a field.
 * @throws {SalesforceError} 400 INVALID_FIELD when the type is wrong, INVALID_QUERY_FILTER_OPERATOR when an id is none
 */
export function literalFor(
  field: FieldDefinition,
  text: string,
  type: string | undefined,
  soql: string,
  now: number,
): Literal {
  if (type === 'NULL') return null
  if (type === undefined || !ACCEPTED[field.type].includes(type)) throw wrongType(field, soql, text)
  if (type === 'STRING') return textLiteral(field, unquote(text))
  if (type === 'BOOLEAN') return text.toUpperCase() === 'TRUE'
  if (SPANS.includes(type)) return spanOf(text, now)
  const value = type === 'DATE' ? parseDate(text) : type === 'DATETIME' ? parseDateTime(text) : Number(text)
  if (value === null || Number.isNaN(value)) throw wrongType(field, soql, text)
  return value
}

function textLiteral(field: FieldDefinition, text: string): string | null {
  if (text === '') return null
  if (field.type !== 'id' && field.type !== 'reference') return text
  const id = normaliseId(text)
  if (id === null)
    throw new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`)
  return id
}

function wrongType(field: FieldDefinition, soql: string, text: string): SalesforceError {
  const name = TYPE_NAMES[field.type] ?? field.type
  const quoted = ACCEPTED[field.type].includes('STRING')
  const message = `value of filter criterion for field '${field.name}' must be of type ${quoted ? 'string' : name} and should ${quoted ? '' : 'not '}be enclosed in quotes`
  return errorAt(soql, text, 'INVALID_FIELD', message)
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter)
}

/** The pattern of a LIKE: `%` any characters, `_` one, case ignored. */
export function likePattern(quoted: string): RegExp {
  const source = quoted
    .slice(1, -1)
    .replaceAll(/\\(.)|([%_])|([.+?^${}()|[\]*])/gs, (_, escaped, wild, special) => {
      if (escaped !== undefined)
        return String(ESCAPES[escaped] ?? escaped).replace(/[.+?^${}()|[\]\\*]/, '\\$&')
      if (wild !== undefined) return wild === '%' ? '[^]*' : '[^]'
      return `\\${special}`
    })
  return new RegExp(`^${source}$`, 'i')
}
