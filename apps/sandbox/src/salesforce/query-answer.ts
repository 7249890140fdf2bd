import type { FieldValue } from './field-definition.ts'
import { type Call, resourcePath } from './route.ts'
import { followAll } from './soql/paths.ts'
import type { Output, QueryPlan } from './soql/plan.ts'
import type { QueryCursor } from './state.ts'
import { toJson } from './values.ts'

interface JsonRecord {
  attributes: { type: string; url?: string }
  [field: string]: FieldValue | JsonRecord | JsonRecord['attributes'] | undefined
}

/** One page of an open query; with more to come it names where. */
export function queryPage(
  call: Call,
  cursor: QueryCursor,
  cursorId: string,
  from: number,
): Record<string, unknown> {
  const { rows, plan, batchSize } = cursor
  const end = Math.min(rows.length, from + batchSize)
  const done = end >= rows.length
  return {
    totalSize: rows.length,
    done,
    ...(done ? {} : { nextRecordsUrl: resourcePath(call, `query/${cursorId}-${end}`) }),
    records: rows.slice(from, end).map((row) => recordOf(call, plan, row)),
  }
}

/** A record as a query answers it, with what it refers to nested. */
function recordOf(call: Call, plan: QueryPlan, row: number): JsonRecord {
  const { table, outputs } = plan
  const record: JsonRecord = { attributes: attributesOf(call, table.definition.name, table.idOf(row)) }
  for (const output of outputs) {
    const { path, field } = output
    const [name] = path
    if (name === undefined) continue
    if (path.length === 1) record[name] = toJson(field.definition.type, field.get(row))
    else nest(call, record, output, row)
  }
  return record
}

function nest(call: Call, record: JsonRecord, { path, field }: Output, row: number): void {
  let at = record
  for (const [depth, { table }] of field.hops.entries()) {
    const name = path[depth] ?? ''
    const target = followAll(field.hops.slice(0, depth + 1), row)
    if (target === null) {
      at[name] = null
      return
    }
    const known = at[name]
    if (typeof known === 'object' && known !== null && 'attributes' in known) {
      at = known as JsonRecord
      continue
    }
    const fresh: JsonRecord = { attributes: attributesOf(call, table.definition.name, table.idOf(target)) }
    at[name] = fresh
    at = fresh
  }
  at[field.definition.name] = toJson(field.definition.type, field.get(row))
}

/** Type and address of a record. */
export function attributesOf(call: Call, type: string, id: string): { type: string; url: string } {
  return { type, url: resourcePath(call, `sobjects/${type}/${id}`) }
}

/** The one record that aggregate functions give. */
export function aggregateAnswer(plan: QueryPlan): Record<string, unknown> {
  const rows = plan.run()
  const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } }
  for (const { name, type, over } of plan.aggregates ?? []) record[name] = toJson(type, over(rows))
  return { totalSize: 1, done: true, records: [record] }
}
