import type { FieldType as ParsedField } from '@jetstreamapp/soql-parser-js'
import type { FieldType, FieldValue } from '../field-definition.ts'
import { type QueryScope, resolvePath } from './paths.ts'
import { malformedQuery, unsupported } from './soql-errors.ts'

/** One aggregate function over all rows of a query. */
export interface Aggregate {
  /** The alias, or `expr0`, `expr1`, … */
  name: string
  type: FieldType
  over(rows: readonly number[]): FieldValue
}

/** COUNT(field), COUNT_DISTINCT, MIN, MAX, SUM, AVG. Nulls do not count. @throws {SalesforceError} 400 */
export function compileAggregate(scope: QueryScope, field: ParsedField, at: number): Aggregate {
  if (field.type !== 'FieldFunctionExpression') throw malformedQuery('Field must be grouped or aggregated')
  const [parameter] = field.parameters
  if (typeof parameter !== 'string') throw malformedQuery(`${field.functionName} needs a field`)
  const { definition, get } = resolvePath(scope, parameter)
  const name = field.alias ?? `expr${at}`
  const values = (rows: readonly number[]): NonNullable<FieldValue>[] =>
    rows.map(get).filter((value): value is NonNullable<FieldValue> => value !== null)
  const sum = (rows: readonly number[]): number =>
    values(rows).reduce<number>((total, value) => total + Number(value), 0)
  switch (field.functionName.toUpperCase()) {
    case 'COUNT':
      return { name, type: 'int', over: (rows) => values(rows).length }
    case 'COUNT_DISTINCT':
      return { name, type: 'int', over: (rows) => new Set(values(rows)).size }
    case 'SUM':
      return { name, type: definition.type, over: (rows) => (values(rows).length === 0 ? null : sum(rows)) }
    case 'AVG':
      return {
        name,
        type: 'double',
        over: (rows) => (values(rows).length === 0 ? null : sum(rows) / values(rows).length),
      }
    case 'MIN':
      return { name, type: definition.type, over: (rows) => extreme(values(rows), (a, b) => a < b) }
    case 'MAX':
      return { name, type: definition.type, over: (rows) => extreme(values(rows), (a, b) => a > b) }
    default:
      throw unsupported(`the function ${field.functionName}`)
  }
}

function extreme(
  values: readonly NonNullable<FieldValue>[],
  better: (a: NonNullable<FieldValue>, b: NonNullable<FieldValue>) => boolean,
): FieldValue {
  let best: NonNullable<FieldValue> | null = null
  for (const value of values) if (best === null || better(value, best)) best = value
  return best
}
