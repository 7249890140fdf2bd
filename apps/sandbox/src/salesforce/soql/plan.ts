import { type FieldType as ParsedField, parseQuery, type Query } from '@jetstreamapp/soql-parser-js'
import type { Access } from '../access.ts'
import type { ObjectTable } from '../object-table.ts'
import type { OrgState } from '../state.ts'
import { type Aggregate, compileAggregate } from './aggregates.ts'
import { compileFilter, type RowFilter } from './filter.ts'
import { compileOrder, firstInOrder } from './ordering.ts'
import { type QueryScope, type ResolvedField, resolvePath } from './paths.ts'
import { errorAt, malformed, malformedQuery, noSuchObject, unsupported } from './soql-errors.ts'

/** One selected field. */
export interface Output {
  /** Canonical names: `['Owner', 'Name']`. */
  path: readonly string[]
  field: ResolvedField
}

/** A query that is ready to run. */
export interface QueryPlan {
  table: ObjectTable
  outputs: readonly Output[]
  /** `SELECT COUNT()`: only the number is asked for. */
  countOnly: boolean
  /** Aggregate functions, or null when records are asked for. */
  aggregates: readonly Aggregate[] | null
  ordered: boolean
  limited: boolean
  /** The rows of the answer, in order. */
  run(): number[]
}

/** How long deleted records stay in the recycle bin. */
const RECYCLE_BIN_MS = 15 * 86_400_000

/** Live records only, or those of the recycle bin too. */
export type Reach = 'live' | 'all'

/** Parses SOQL. @throws {SalesforceError} 400 MALFORMED_QUERY */
export function parseSoql(soql: string): Query {
  try {
    return parseQuery(soql)
  } catch (cause) {
    throw malformed(soql, cause)
  }
}

/** Prepares a parsed query for a user. @throws {SalesforceError} 400 with Salesforce's code and words */
export function planQuery(
  org: OrgState,
  access: Access,
  soql: string,
  query: Query,
  reach: Reach,
): QueryPlan {
  const name = query.sObject ?? ''
  const object = org.schema.object(name)
  if (object === undefined || !access.seesObject(object.name)) throw noSuchObject(soql, name)
  refuseUnsupported(query)
  const table = org.table(object.name)
  table.emptyRecycleBin(org.now() - RECYCLE_BIN_MS)
  const scope: QueryScope = { org, access, soql, object, alias: query.sObjectAlias ?? null }
  const parsed = query.fields ?? []
  const countOnly = parsed.length === 1 && isBareCount(parsed[0])
  const aggregates = countOnly ? null : aggregatesOf(scope, parsed)
  const outputs = countOnly || aggregates !== null ? [] : outputsOf(scope, parsed, query.limit)
  const filter = query.where === undefined ? null : compileFilter(scope, query.where)
  const order = compileOrder(scope, [query.orderBy ?? []].flat())
  const { limit = Number.POSITIVE_INFINITY, offset = 0 } = query
  return {
    table,
    outputs,
    countOnly,
    aggregates,
    ordered: order !== null,
    limited: query.limit !== undefined,
    run: () => {
      const rows = matching(table, reach, filter)
      if (order === null) return take(rows, offset, limit)
      return firstInOrder(rows, order, offset + Math.min(limit, table.size)).slice(offset)
    },
  }
}

function refuseUnsupported(query: Query): void {
  if (query.groupBy !== undefined || query.having !== undefined) throw unsupported('GROUP BY and HAVING')
  if (query.withDataCategory !== undefined) throw unsupported('WITH DATA CATEGORY')
  if ((query.offset ?? 0) > 2_000) {
    throw malformedQuery('Maximum SOQL offset allowed is 2000')
  }
}

function* matching(table: ObjectTable, reach: Reach, filter: RowFilter | null): Generator<number> {
  for (let row = 0; row < table.size; row += 1) {
    const present = reach === 'live' ? table.isLive(row) : !table.isPurged(row)
    if (present && (filter === null || filter(row))) yield row
  }
}

function take(rows: Iterable<number>, offset: number, limit: number): number[] {
  const taken: number[] = []
  let seen = 0
  for (const row of rows) {
    if (taken.length >= limit) break
    if (seen >= offset) taken.push(row)
    seen += 1
  }
  return taken
}

function isBareCount(field: ParsedField | undefined): boolean {
  return (
    field?.type === 'FieldFunctionExpression' &&
    field.functionName.toUpperCase() === 'COUNT' &&
    field.parameters.length === 0
  )
}

function aggregatesOf(scope: QueryScope, parsed: readonly ParsedField[]): Aggregate[] | null {
  const functions = parsed.filter(
    (field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true,
  )
  if (functions.length === 0) return null
  const [plain] = parsed.filter((field) => !functions.includes(field))
  if (plain !== undefined) {
    const written = writtenName(plain)
    throw errorAt(scope.soql, written, 'MALFORMED_QUERY', `Field must be grouped or aggregated: ${written}`)
  }
  return parsed.map((field, at) => compileAggregate(scope, field, at))
}

function outputsOf(scope: QueryScope, parsed: readonly ParsedField[], limit: number | undefined): Output[] {
  const outputs = parsed.flatMap((field) => {
    if (field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS') {
      return everyField(scope, field.parameters, limit)
    }
    if (field.type === 'FieldSubquery') throw unsupported('subqueries in SELECT')
    if (field.type === 'FieldTypeof') throw unsupported('TYPEOF')
    if (field.type === 'FieldFunctionExpression') throw unsupported(`the function ${field.functionName}`)
    return [output(scope, writtenName(field))]
  })
  const names = new Set<string>()
  for (const { path } of outputs) {
    const name = path.join('.')
    if (names.has(name)) throw errorAt(scope.soql, name, 'INVALID_FIELD', `duplicate field selected: ${name}`)
    names.add(name)
  }
  return outputs
}

function output(scope: QueryScope, written: string): Output {
  const field = resolvePath(scope, written)
  return { path: [...field.hops.map(({ relationship }) => relationship), field.definition.name], field }
}

function everyField(scope: QueryScope, parameters: readonly unknown[], limit: number | undefined): Output[] {
  const which = String(parameters[0]).toUpperCase()
  if (which !== 'STANDARD' && (limit === undefined || limit > 200)) {
    throw malformedQuery('The SOQL FIELDS function must have a LIMIT of at most 200')
  }
  return scope.access
    .fields(scope.object.name)
    .filter(({ custom }) => which === 'ALL' || custom === (which === 'CUSTOM'))
    .map(({ name }) => output(scope, name))
}

function writtenName(field: ParsedField): string {
  if (field.type === 'FieldRelationship')
    return field.rawValue ?? [...field.relationships, field.field].join('.')
  if (field.type === 'Field') return 'rawValue' in field && field.rawValue ? field.rawValue : field.field
  return field.type === 'FieldFunctionExpression' ? (field.rawValue ?? field.functionName) : field.type
}
