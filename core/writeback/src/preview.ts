import type { FieldValue, FieldValues } from '@rapport/connector'
import type { Database, PlanItemState } from '@rapport/store'
import { sql } from 'kysely'
import { countItems } from './plan-items.ts'
import { loadPlan, type PlanRecord } from './plan-record.ts'
import { fieldValue } from './stored-value.ts'

/** A plan with how many of its lines are in each state; of a replaced plan, how many were when it was replaced. */
export interface PlanSummary extends PlanRecord {
  readonly items: Readonly<Partial<Record<PlanItemState, number>>>
  /** How many of them are not kept, as a newer plan took its place before they were sent. */
  readonly linesNotKept: number
}

/** One field of one record: what stood there, what shall stand there. Null is an empty field. */
export interface FieldChange {
  readonly field: string
  readonly before: FieldValue
  readonly after: FieldValue
}

export interface PlanLine {
  readonly id: number
  readonly recordId: string
  readonly customerId: number | null
  readonly state: PlanItemState
  /** Why it was left, refused or rejected, or which fields of it were left. */
  readonly reason: string | null
  readonly changes: readonly FieldChange[]
}

export interface PlanPage {
  readonly lines: readonly PlanLine[]
  /** Where the next page begins; null after the last. */
  readonly next: number | null
}

/**
 * What a plan is and how far it has come.
 * @throws PlanError where there is none of this number.
 */
export async function summarizePlan(db: Database, planId: number): Promise<PlanSummary> {
  const plan = await loadPlan(db, planId)
  const kept = await countItems(db, planId)
  const items = (await countedWhenReplaced(db, planId)) ?? kept
  return { ...plan, items, linesNotKept: linesIn(items) - linesIn(kept) }
}

function linesIn(items: PlanSummary['items']): number {
  return Object.values(items).reduce((sum, count) => sum + count, 0)
}

/** Null where the plan was not replaced, or all of its lines are kept. */
async function countedWhenReplaced(db: Database, planId: number): Promise<PlanSummary['items'] | null> {
  const { rows } = await sql<{ items: PlanSummary['items'] | null }>`
    select counts->'outcome' as items from plan where id = ${planId} and state = 'discarded'
  `.execute(db)
  return rows[0]?.items ?? null
}

/**
 * Lines of a plan in the order they were planned, page by page. Of a replaced plan only those are kept that were sent.
 *
 * ```ts
 * let after: number | null = 0
 * while (after !== null) {
 *   const page = await readPlan(db, planId, { after, limit: 100 })
 *   after = page.next
 * }
 * ```
 */
export async function readPlan(
  db: Database,
  planId: number,
  options: {
    readonly limit: number
    /** `next` of the page before; 0 for the first. */
    readonly after?: number
    /** Only lines in this state. */
    readonly state?: PlanItemState
    /** Only the line of this record. */
    readonly recordId?: string
  },
): Promise<PlanPage> {
  const { rows } = await sql<Omit<PlanLine, 'changes'> & { before: FieldValues; after: FieldValues }>`
    select id, record_id as "recordId", customer_id as "customerId", state, reason, before, after
    from plan_item
    where plan_id = ${planId} and id > ${options.after ?? 0}
      and state = coalesce(${options.state ?? null}::text, state)
      and record_id = coalesce(${options.recordId ?? null}::text, record_id)
    order by id
    limit ${options.limit + 1}
  `.execute(db)
  const lines = rows.slice(0, options.limit).map(
    ({ before, after, ...line }): PlanLine => ({
      ...line,
      changes: Object.keys(after).map((field) => ({
        field,
        before: fieldValue(before, field),
        after: fieldValue(after, field),
      })),
    }),
  )
  return { lines, next: rows.length > options.limit ? (lines.at(-1)?.id ?? null) : null }
}
