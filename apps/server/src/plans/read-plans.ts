import type { Database } from '@rapport/store'
import { hasLeftToRevert, PlanError, summarizePlan } from '@rapport/writeback'
import { sql } from 'kysely'
import type { z } from 'zod'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'
import { notFound } from '../http/problem.ts'
import type { listedPlan, openedPlan } from './plan-answers.ts'

export interface PlanFilter {
  readonly connection: string | undefined
  readonly state: readonly string[]
  readonly kind: 'write' | 'revert' | undefined
}

interface StoredPlan {
  readonly id: number
  readonly kind: 'write' | 'revert'
  readonly reverts: number | null
  readonly connection: string
  readonly entity: string
  readonly state: string
  readonly runId: number | null
  readonly createdAt: Date
  readonly appliedAt: Date | null
  readonly counts: Readonly<Record<string, unknown>>
}

const byNumber: Keyset = {
  ...{ sort: '-id', value: 'number', id: 'number', descending: true },
  ...{ by: sql`plan.id`, idBy: sql`plan.id` },
}

/** Plans, the latest first. */
export async function listPlans(
  db: Database,
  { connection, state, kind }: PlanFilter,
  part: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: z.input<typeof listedPlan>[]; readonly next: string | null }> {
  const { rows, next } = await readPage(byNumber, part, async ({ where, orderBy, limit }) => {
    const found = await sql<StoredPlan & SortedRow>`
      select id as "sortValue", id as "sortId", id, kind, reverts, connection, entity, state, run_id as "runId",
        created_at as "createdAt", applied_at as "appliedAt", coalesce(counts, '{}') as counts
      from plan
      where ${where}
        and ${connection === undefined ? sql`true` : sql`connection = ${connection}`}
        and ${state.length === 0 ? sql`true` : sql`state = any(${[...state]}::text[])`}
        and ${kind === undefined ? sql`true` : sql`kind = ${kind}`}
      order by ${orderBy} limit ${limit}
    `.execute(db)
    return found.rows
  })
  return { items: rows.map(planAnswer), next }
}

function planAnswer(plan: StoredPlan): z.input<typeof listedPlan> {
  const { changed, cleared, planned, stopped } = plan.counts
  const ofWrite = typeof changed === 'number' && typeof cleared === 'number' ? changed + cleared : null
  return {
    ...{ id: plan.id, kind: plan.kind, reverts: plan.reverts, connection: plan.connection },
    ...{ entity: plan.entity, state: plan.state, runId: plan.runId },
    createdAt: plan.createdAt.toISOString(),
    appliedAt: plan.appliedAt?.toISOString() ?? null,
    changes: plan.kind === 'revert' ? (typeof planned === 'number' ? planned : null) : ofWrite,
    stopped: plan.state === 'stopped' && typeof stopped === 'string' ? stopped : null,
  }
}

/**
 * A plan with how many records it does what to.
 * @throws ProblemError where there is none of this number.
 */
export async function openPlan(db: Database, id: number): Promise<z.input<typeof openedPlan>> {
  const plan = await summarizePlan(db, id).catch((error: unknown) => {
    if (error instanceof PlanError) throw notFound(`plan ${id}`)
    throw error
  })
  const [fields, left, revertedBy, underWay] = await Promise.all([
    fieldsOf(db, id),
    plan.kind === 'write' ? hasLeftToRevert(db, id) : false,
    revertsOf(db, id),
    requestOf(db, id),
  ])
  const isOpen = plan.state === 'planned' || plan.state === 'applying' || plan.state === 'stopped'
  return {
    ...planAnswer(plan),
    items: { ...plan.items },
    linesNotKept: plan.linesNotKept,
    ...{ fields, revertedBy, underWay },
    counts: Object.fromEntries(
      Object.entries(plan.counts).flatMap(([name, count]) =>
        typeof count === 'number' ? [[name, count]] : [],
      ),
    ),
    canApply: isOpen && underWay === null,
    canRevert: left && underWay === null,
    needsConfirmation: plan.state === 'stopped',
  }
}

async function fieldsOf(db: Database, planId: number) {
  const { rows } = await sql<{ field: string; set: number; cleared: number }>`
    select change.key as field, count(*) filter (where change.value <> 'null'::jsonb) as set,
      count(*) filter (where change.value = 'null'::jsonb) as cleared
    from plan_item cross join lateral jsonb_each(after) as change
    where plan_id = ${planId} and change.value <> coalesce(before->change.key, 'null'::jsonb)
    group by change.key order by count(*) desc, change.key
  `.execute(db)
  return rows
}

async function revertsOf(db: Database, planId: number): Promise<number[]> {
  const rows = await db.selectFrom('plan').select('id').where('reverts', '=', planId).orderBy('id').execute()
  return rows.map(({ id }) => id)
}

async function requestOf(db: Database, planId: number) {
  const { rows } = await sql<{ requestId: number; runId: number | null; action: string }>`
    select id as "requestId", run_id as "runId", plan->>'action' as action from run_request
    where plan->>'id' = ${String(planId)} and state in ('queued', 'running', 'waiting') order by id desc limit 1
  `.execute(db)
  return rows[0] ?? null
}
