import { type Database, jsonText, type PlanState } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { dropHoldsOfLeft } from './revert-holds.ts'
import type { WriteEntity } from './write-field.ts'

/** What a plan found, in records. `considered` is the sum of the five after it. */
export interface PlanCounts {
  readonly considered: number
  /** A field gets another value, and none is cleared. */
  readonly changed: number
  /** Rapport's own value became unknown and is taken away, in one field at least. */
  readonly cleared: number
  readonly unchanged: number
  /** Nothing is written because a person edited the fields since. */
  readonly drifted: number
  /** Nothing is written because the fields were reverted and not released. */
  readonly heldBack: number
  /** Of those changed or cleared: records in which other fields are left because a person edited them. */
  readonly partlyDrifted: number
  /** Records that hold a value written by Rapport now. */
  readonly holding: number
  /** Those of them in which a number jumps. */
  readonly changing: number
}

/** One plan, as it is kept. */
export interface PlanRecord {
  readonly id: number
  readonly runId: number | null
  readonly kind: 'write' | 'revert'
  /** For a revert: the plan it undoes. */
  readonly reverts: number | null
  readonly connection: string
  readonly entity: WriteEntity
  readonly state: PlanState
  /** Counts at planning time; once it was applied or replaced also `outcome`: items by what became of them. */
  readonly counts: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly appliedAt: Date | null
}

/** A plan cannot be used this way. The message says what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/** An interrupted plan has writes whose outcome is unknown; they must be settled before it may be replaced. */
export class UnsettledPlanError extends PlanError {
  readonly planId: number

  constructor(planId: number, sending: number, subject: string) {
    super(
      `plan ${planId} for ${subject} was interrupted with ${sending} writes whose outcome is unknown: they must be read back before another plan takes its place`,
    )
    this.planId = planId
  }
}

/** Opens a plan without lines. Returns its number. */
export async function insertPlan(
  db: Database,
  plan: Pick<PlanRecord, 'runId' | 'kind' | 'reverts' | 'connection' | 'entity'>,
): Promise<number> {
  const { id } = await db
    .insertInto('plan')
    .values({
      run_id: plan.runId,
      kind: plan.kind,
      reverts: plan.reverts,
      connection: plan.connection,
      entity: plan.entity,
      state: 'planned',
      counts: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Keeps what a plan found. */
export async function saveCounts(
  db: Database,
  planId: number,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  await db
    .updateTable('plan')
    .set({ counts: JSON.stringify(counts) })
    .where('id', '=', planId)
    .execute()
}

/**
 * Reads one plan.
 * @throws PlanError where there is none of this number.
 */
export async function loadPlan(db: Database, planId: number): Promise<PlanRecord> {
  const { rows } = await sql<PlanRecord>`
    select id, run_id as "runId", kind, reverts, connection, entity, state,
      coalesce(counts, '{}') as counts, created_at as "createdAt", applied_at as "appliedAt"
    from plan where id = ${planId}
  `.execute(db)
  const plan = rows[0]
  if (plan === undefined)
    throw new PlanError(`there is no plan ${planId}: list the plans to find the right number`)
  return plan
}

/** Plans of a connection's entity that were interrupted while writes were under way, oldest first. */
export async function findUnsettledPlans(
  db: Database,
  connection: string,
  entity: WriteEntity,
): Promise<readonly { readonly planId: number; readonly sending: number }[]> {
  const { rows } = await sql<{ planId: number; sending: number }>`
    select plan.id as "planId", count(*) as sending
    from plan join plan_item item on item.plan_id = plan.id
    where plan.connection = ${connection} and plan.entity = ${entity}
      and plan.state in ('planned', 'applying', 'stopped') and item.state = 'sending'
    group by plan.id order by plan.id
  `.execute(db)
  return rows
}

/**
 * Discards the open plans of a connection's entity: a new one replaces them. A revert that has begun is not among them, as it goes
 * on when the same is asked for again, unless all that it has still to put back was released: then it is given up.
 * @throws UnsettledPlanError where one of them has writes whose outcome is unknown.
 */
export async function discardOpenPlans(db: Database, connection: string, entity: WriteEntity): Promise<void> {
  const [unsettled] = await findUnsettledPlans(db, connection, entity)
  if (unsettled !== undefined) {
    throw new UnsettledPlanError(unsettled.planId, unsettled.sending, `${connection}/${entity}`)
  }
  await discardPlans(
    db,
    sql<boolean>`connection = ${connection} and entity = ${entity} and state in ('planned', 'applying', 'stopped')
      and not (kind = 'revert' and state = 'applying' and not ${isGivenUp})`,
  )
}

/** Whether all that a revert which has begun (`plan`) has still to put back was released. It held all of it when it began. */
const isGivenUp = sql<boolean>`(
  select count(*) > 0 and not bool_or(exists (
    select from write_hold hold
    where hold.connection = plan.connection and hold.entity = plan.entity
      and hold.record_id = item.record_id and item.after ? hold.field
  ))
  from plan_item item where item.plan_id = plan.id and item.state = 'planned'
)`

/**
 * Discards plans. Their lines that were never sent go: nothing can apply or revert them, and each dry run would leave as many as it found
 * changes. How many lines there were in each state is kept as `outcome`. What a revert holds and did not put back is held no more.
 * @param which tells of a row of the table `plan` whether it is one of them
 */
export async function discardPlans(db: Database, which: RawBuilder<boolean>): Promise<void> {
  const { rows } = await sql<{ id: number; kind: 'write' | 'revert' }>`
    update plan set state = 'discarded', counts = coalesce(counts, '{}') || jsonb_build_object('outcome', (
      select coalesce(jsonb_object_agg(state, number), '{}')
      from (select state, count(*) as number from plan_item where plan_id = plan.id group by state) as lines
    ))
    where ${which}
    returning id, kind
  `.execute(db)
  const ids = rows.map(({ id }) => id)
  await sql`
    delete from plan_item where plan_id = any(${ids}) and state in ('planned', 'drifted', 'refused')
  `.execute(db)
  for (const { id, kind } of rows) if (kind === 'revert') await dropHoldsOfLeft(db, id)
}

/** Marks a plan as stopped by a guard rail: it is applied only when a person confirms it. */
export async function stopPlan(db: Database, planId: number, sentence: string): Promise<void> {
  const plan = await loadPlan(db, planId)
  if (plan.state !== 'planned' && plan.state !== 'stopped') {
    throw new PlanError(`plan ${planId} is ${plan.state} and cannot be stopped by a guard rail any more`)
  }
  await sql`
    update plan set state = 'stopped', counts = counts || jsonb_build_object('stopped', ${sentence}::text)
    where id = ${planId}
  `.execute(db)
}

/** Writes what a person or a run did to the audit trail. */
export async function recordAudit(
  db: Database,
  actor: string,
  action: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({ actor, action, subject, detail: jsonText(detail) })
    .execute()
}
