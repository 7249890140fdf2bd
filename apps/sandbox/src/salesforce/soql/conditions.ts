import type { ConditionWithValueQuery, LogicalOperator, WhereClause } from '@jetstreamapp/soql-parser-js'
import { malformedQuery, unsupported } from './soql-errors.ts'

/** A condition tree: what the parser gives as a flat chain with counted parentheses. */
export type ConditionTree =
  | { kind: 'leaf'; condition: ConditionWithValueQuery }
  | { kind: 'not'; inner: ConditionTree }
  | { kind: 'all' | 'any'; inner: ConditionTree[] }

type Token = '(' | ')' | LogicalOperator | ConditionWithValueQuery

/**
 * Rebuilds the tree. AND and OR on one level without parentheses are refused, as in Salesforce.
 * @throws {SalesforceError} 400 MALFORMED_QUERY
 */
export function conditionTree(where: WhereClause): ConditionTree {
  const tokens = flatten(where)
  let at = 0

  const level = (): ConditionTree => {
    const inner = [operand()]
    let kind: 'all' | 'any' | null = null
    while (at < tokens.length && tokens[at] !== ')') {
      const next = tokens[at] === 'AND' ? 'all' : 'any'
      if (kind !== null && kind !== next) throw malformedQuery(`unexpected token: '${String(tokens[at])}'`)
      kind = next
      at += 1
      inner.push(operand())
    }
    const [only] = inner
    return inner.length === 1 && only !== undefined ? only : { kind: kind ?? 'all', inner }
  }

  const operand = (): ConditionTree => {
    const token = tokens[at]
    at += 1
    if (token === 'NOT') return { kind: 'not', inner: operand() }
    if (token === '(') {
      const inner = level()
      if (tokens[at] !== ')') throw malformedQuery("expecting a right parentheses, found '<EOF>'")
      at += 1
      return inner
    }
    if (typeof token !== 'object') throw malformedQuery(`unexpected token: '${token ?? '<EOF>'}'`)
    return { kind: 'leaf', condition: token }
  }

  const tree = level()
  if (at < tokens.length) throw malformedQuery("unexpected token: ')'")
  return tree
}

function flatten(where: WhereClause): Token[] {
  const tokens: Token[] = []
  let clause: WhereClause | undefined = where
  while (clause !== undefined) {
    const { left } = clause
    const open = left?.openParen ?? 0
    for (let count = 0; count < open; count += 1) tokens.push('(')
    if (left !== null && isCondition(left)) {
      tokens.push(left)
      const close = left.closeParen ?? 0
      for (let count = 0; count < close; count += 1) tokens.push(')')
    }
    if (!('operator' in clause)) break
    tokens.push(clause.operator)
    clause = clause.right
  }
  return tokens
}

function isCondition(
  left: ConditionWithValueQuery,
): left is Exclude<ConditionWithValueQuery, { openParen: number }> {
  return 'operator' in left
}

/** A comparison of a field with values. */
export interface FieldCondition {
  field: string
  operator: string
  value: string | string[]
  literalType?: string | string[] | undefined
}

/** A condition on a field; functions are not known here. @throws {SalesforceError} for functions */
export function fieldCondition(condition: ConditionWithValueQuery): FieldCondition {
  if ('field' in condition && 'value' in condition) return condition
  throw unsupported('functions in WHERE')
}
