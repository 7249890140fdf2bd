import type { OrderByClause } from '@jetstreamapp/soql-parser-js'
import type { FieldValue } from '../field-definition.ts'
import { type QueryScope, resolvePath } from './paths.ts'
import { errorAt, unsupported } from './soql-errors.ts'

/** Which of two rows comes first. */
export type RowOrder = (a: number, b: number) => number

/** Compiles ORDER BY; the row number decides between equals. @throws {SalesforceError} 400 */
export function compileOrder(scope: QueryScope, clauses: readonly OrderByClause[]): RowOrder | null {
  const steps = clauses.map((clause) => {
    if (!('field' in clause)) throw unsupported('functions in ORDER BY')
    const { definition, get } = resolvePath(scope, clause.field)
    if (!definition.sortable) {
      const message = `field '${definition.name}' can not be sorted in a query call`
      throw errorAt(scope.soql, clause.field, 'MALFORMED_QUERY', message)
    }
    const direction = clause.order === 'DESC' ? -1 : 1
    const nulls = clause.nulls === 'LAST' ? 1 : -1
    const lower =
      definition.type === 'string' || definition.type === 'picklist' || definition.type === 'email'
    return (a: number, b: number): number => compare(get(a), get(b), direction, nulls, lower)
  })
  if (steps.length === 0) return null
  return (a, b) => {
    for (const step of steps) {
      const order = step(a, b)
      if (order !== 0) return order
    }
    return a - b
  }
}

function compare(a: FieldValue, b: FieldValue, direction: number, nulls: number, lower: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? nulls : -nulls
  const left = lower && typeof a === 'string' ? a.toLowerCase() : a
  const right = lower && typeof b === 'string' ? b.toLowerCase() : b
  return left < right ? -direction : left > right ? direction : 0
}

/** The first `limit` rows in order, without sorting more than it must. */
export function firstInOrder(rows: Iterable<number>, order: RowOrder, limit: number): number[] {
  let kept: number[] = []
  let worst: number | undefined
  for (const row of rows) {
    if (worst !== undefined && order(row, worst) >= 0) continue
    kept.push(row)
    if (kept.length < limit * 2 + 1_000) continue
    kept = kept.sort(order).slice(0, limit)
    worst = kept.at(-1)
  }
  return kept.sort(order).slice(0, limit)
}
