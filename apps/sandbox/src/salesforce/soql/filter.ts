import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js'
import type { FieldValue } from '../field-definition.ts'
import { type ConditionTree, conditionTree, fieldCondition } from './conditions.ts'
import { type Literal, likePattern, literalFor } from './literals.ts'
import { type QueryScope, type ResolvedField, resolvePath } from './paths.ts'
import { planQuery } from './plan.ts'
import { errorAt, malformedQuery, unsupported } from './soql-errors.ts'

/** Whether a row is part of the answer. */
export type RowFilter = (row: number) => boolean

/** Compiles a WHERE clause. @throws {SalesforceError} 400 when a part of it is wrong */
export function compileFilter(scope: QueryScope, where: WhereClause): RowFilter {
  return compile(scope, conditionTree(where))
}

function compile(scope: QueryScope, tree: ConditionTree): RowFilter {
  if (tree.kind === 'not') {
    const inner = compile(scope, tree.inner)
    return (row) => !inner(row)
  }
  if (tree.kind === 'leaf') return compileLeaf(scope, tree.condition)
  const inner = tree.inner.map((child) => compile(scope, child))
  return tree.kind === 'all'
    ? (row) => inner.every((filter) => filter(row))
    : (row) => inner.some((filter) => filter(row))
}

type Leaf = Extract<ConditionTree, { kind: 'leaf' }>['condition']

function compileLeaf(scope: QueryScope, condition: Leaf): RowFilter {
  if ('valueQuery' in condition) {
    return semiJoin(scope, condition.field, condition.operator, condition.valueQuery)
  }
  const { field: written, operator, value, literalType } = fieldCondition(condition)
  const resolved = resolvePath(scope, written)
  const { definition } = resolved
  if (!definition.filterable) {
    throw errorAt(
      scope.soql,
      written,
      'INVALID_FIELD',
      `field '${definition.name}' can not be filtered in a query call`,
    )
  }
  const texts = Array.isArray(value) ? value : [value]
  const types = Array.isArray(literalType) ? literalType : texts.map(() => literalType)
  if (operator === 'LIKE') return like(scope, resolved, written, texts[0] ?? '', types[0])
  const literals = texts.map((text, at) =>
    literalFor(definition, text, types[at] ?? types[0], scope.soql, scope.org.now()),
  )
  if (operator === 'IN' || operator === 'NOT IN') return membership(resolved, literals, operator === 'IN')
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') throw unsupported(operator)
  const [literal = null] = literals
  if (definition.type === 'boolean' && operator !== '=' && operator !== '!=') {
    throw errorAt(scope.soql, written, 'INVALID_FIELD', 'invalid operator on boolean field')
  }
  return comparison(resolved, operator, literal)
}

/** Text is compared without case; ids, numbers and times as they are. */
function comparable(resolved: ResolvedField): (row: number) => FieldValue {
  if (!isText(resolved)) return resolved.get
  return (row) => {
    const value = resolved.get(row)
    return typeof value === 'string' ? value.toLowerCase() : value
  }
}

function isText({ definition: { type } }: ResolvedField): boolean {
  return ['string', 'textarea', 'picklist', 'email', 'phone', 'url'].includes(type)
}

function comparison(resolved: ResolvedField, operator: string, literal: Literal): RowFilter {
  const get = comparable(resolved)
  if (literal !== null && typeof literal === 'object') {
    const { start, end } = literal
    return inSpan(get, operator, start, end)
  }
  const wanted = typeof literal === 'string' && isText(resolved) ? literal.toLowerCase() : literal
  if (operator === '=') return (row) => get(row) === wanted
  if (operator === '!=') return (row) => get(row) !== wanted
  if (wanted === null) throw malformedQuery(`invalid operator '${operator}' with null`)
  const holds: (value: NonNullable<FieldValue>) => boolean =
    operator === '<'
      ? (value) => value < wanted
      : operator === '<='
        ? (value) => value <= wanted
        : operator === '>'
          ? (value) => value > wanted
          : (value) => value >= wanted
  return (row) => {
    const value = get(row)
    return value !== null && holds(value)
  }
}

function inSpan(get: (row: number) => FieldValue, operator: string, start: number, end: number): RowFilter {
  const holds: (value: number) => boolean =
    operator === '<'
      ? (value) => value < start
      : operator === '<='
        ? (value) => value < end
        : operator === '>'
          ? (value) => value >= end
          : operator === '>='
            ? (value) => value >= start
            : (value) => value >= start && value < end
  const negated = operator === '!='
  return (row) => {
    const value = get(row)
    return typeof value === 'number' ? holds(value) !== negated : negated
  }
}

function membership(resolved: ResolvedField, literals: readonly Literal[], wanted: boolean): RowFilter {
  const get = comparable(resolved)
  const lower = isText(resolved)
  const set = new Set(
    literals.map((literal) => (lower && typeof literal === 'string' ? literal.toLowerCase() : literal)),
  )
  return (row) => set.has(get(row)) === wanted
}

function like(
  scope: QueryScope,
  resolved: ResolvedField,
  written: string,
  text: string,
  type: string | undefined,
): RowFilter {
  if (!isText(resolved) || type !== 'STRING') {
    throw errorAt(
      scope.soql,
      written,
      'INVALID_FIELD',
      `invalid operator on ${resolved.definition.type} field`,
    )
  }
  const pattern = likePattern(text)
  return (row) => {
    const value = resolved.get(row)
    return typeof value === 'string' && pattern.test(value)
  }
}

function semiJoin(scope: QueryScope, written: string, operator: string, query: Query): RowFilter {
  const resolved = resolvePath(scope, written)
  const plan = planQuery(scope.org, scope.access, scope.soql, query, 'live')
  const [output] = plan.outputs
  if (output === undefined || plan.outputs.length !== 1 || plan.aggregates !== null) {
    throw malformedQuery('semi-join queries must select exactly one field')
  }
  const values = new Set([...plan.run()].map((row) => output.field.get(row)))
  const wanted = operator === 'IN'
  return (row) => values.has(resolved.get(row)) === wanted
}
