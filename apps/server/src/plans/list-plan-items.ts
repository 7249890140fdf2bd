import type { FieldValues } from '@rapport/connector'
import { formatReference } from '@rapport/model'
import { type Database, type PlanItemState, tableOf } from '@rapport/store'
import { loadPlan, PlanError, type PlanRecord } from '@rapport/writeback'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'
import { notFound } from '../http/problem.ts'
import type { PlanItem, PlannedChange } from './plan-answers.ts'

export interface ItemFilter {
  readonly state: PlanItemState | undefined
  /** Only records in which this field changes. */
  readonly field: string | undefined
  /** A part of the record's name, or its id. */
  readonly q: string | undefined
}

/** @throws ProblemError where there is none of this number. */
export async function existingPlan(db: Database, id: number): Promise<PlanRecord> {
  return loadPlan(db, id).catch((error: unknown) => {
    if (error instanceof PlanError) throw notFound(`plan ${id}`)
    throw error
  })
}

const byNumber: Keyset = {
  ...{ sort: 'id', value: 'number', id: 'number', descending: false },
  ...{ by: sql`item.id`, idBy: sql`item.id` },
}

interface Row extends SortedRow {
  readonly id: number
  readonly recordId: string
  readonly customerId: number | null
  readonly state: string
  readonly reason: string | null
  readonly before: FieldValues
  readonly after: FieldValues
  readonly name: string | null
}

/** What a plan does to its records, old and new, in the order in which they were planned. */
export async function listPlanItems(
  db: Database,
  plan: PlanRecord,
  filter: ItemFilter,
  part: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: PlanItem[]; readonly next: string | null }> {
  const { rows, next } = await readPage(byNumber, part, async ({ where, orderBy, limit }) => {
    const found = await sql<Row>`
      select item.id as "sortValue", item.id as "sortId", item.id, item.record_id as "recordId",
        item.customer_id as "customerId", item.state, item.reason, item.before, item.after, ${nameOf(plan)} as name
      ${itemsOf(plan, filter)} and ${where} order by ${orderBy} limit ${limit}
    `.execute(db)
    return found.rows
  })
  const { connection, entity } = plan
  return {
    items: rows.map((row) => ({
      ...{ id: row.id, name: row.name, customerId: row.customerId, state: row.state, reason: row.reason },
      record: formatReference({ connection, entity, id: row.recordId }),
      changes: Object.keys(row.after).map((field) => ({
        field,
        before: row.before[field] ?? null,
        after: row.after[field] ?? null,
      })),
    })),
    next,
  }
}

/** How many records the filter lets through. */
export async function countPlanItems(db: Database, plan: PlanRecord, filter: ItemFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count ${itemsOf(plan, filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** A field a line: what an export holds. */
export function changesOf({ record, name, state, reason, changes }: PlanItem): readonly PlannedChange[] {
  return changes.map((change) => ({ record, name, ...change, state, reason }))
}

const nameOf = ({ entity }: PlanRecord) =>
  entity === 'ticket' ? sql`record.data->>'subject'` : sql`record.data->>'name'`

function itemsOf(plan: PlanRecord, { state, field, q }: ItemFilter) {
  return sql`
    from plan_item as item
    left join ${sql.table(tableOf(plan.entity))} as record
      on record.connection = ${plan.connection} and record.id = item.record_id
    where item.plan_id = ${plan.id}
      and ${state === undefined ? sql`true` : sql`item.state = ${state}`}
      and ${
        field === undefined
          ? sql`true`
          : sql`item.after ? ${field} and item.after->${field}::text <> coalesce(item.before->${field}::text, 'null'::jsonb)`
      }
      and ${
        q === undefined
          ? sql`true`
          : sql`(item.record_id = ${q} or position(lower(${q}) in lower(${nameOf(plan)})) > 0
              or concat(${plan.connection}::text, '/', ${plan.entity}::text, ':', item.record_id) = ${q})`
      }
  `
}
