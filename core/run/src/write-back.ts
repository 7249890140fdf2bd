import type { RecordReference } from '@rapport/model'
import { lockWorkspace, openStepLocks } from '@rapport/store'
import {
  type ApplyCounts,
  type ApplyOptions,
  applyPlan,
  findInterruptedRevert,
  keepTold,
  loadPlan,
  PlanError,
  type PlanPage,
  type PlanSummary,
  planRevert,
  readPlan,
  releaseHolds,
  summarizePlan,
  targetFields,
  type WriteEntity,
  writeEntities,
} from '@rapport/writeback'
import { sql } from 'kysely'
import { openTarget } from './connection.ts'
import { fieldPolicies } from './field-policies.ts'
import { onDriftOf, writtenFields } from './field-selection.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import type { Workspace } from './workspace.ts'

/** What applying one plan came to. */
export interface AppliedPlan {
  readonly planId: number
  readonly counts: ApplyCounts
}

/**
 * Applies a plan that was made before, also one that a guard rail stopped where `confirm` is given.
 * @throws PlanError, BusyError or ConnectorError; the plan stays open and can be applied again.
 */
export async function applyPlanById(
  workspace: Workspace,
  planId: number,
  options: { readonly confirm: boolean; readonly signal: AbortSignal },
): Promise<AppliedPlan> {
  return holdingPlans(workspace, options.signal, (held) =>
    applyLocked(workspace, planId, { ...held, confirm: options.confirm }),
  )
}

/** Holds the workspace, and what the plans that are applied meanwhile are held by. */
async function holdingPlans<T>(
  { store }: Workspace,
  signal: AbortSignal,
  work: (held: Pick<ApplyOptions, 'signal' | 'hold'>) => Promise<T>,
): Promise<T> {
  const lock = await lockWorkspace(store)
  try {
    const locks = await openStepLocks(store)
    try {
      return await work({ signal: AbortSignal.any([signal, lock.lost, locks.lost]), hold: { locks } })
    } finally {
      await locks.close()
    }
  } finally {
    await lock.release()
  }
}

/**
 * The latest plan of the workspace that is still open; null where there is none. A revert that was interrupted is none of them: who
 * broke it off may not want it any more, so it goes on only where it is asked for.
 */
export async function latestOpenPlan(workspace: Workspace): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from plan where state in ('planned', 'applying', 'stopped')
      and not (kind = 'revert' and state = 'applying')
    order by id desc limit 1
  `.execute(workspace.store.db)
  return rows[0]?.id ?? null
}

/** A plan with a page of its lines, old → new; the latest plan where none is named. Null where there is no plan. */
export async function showPlan(
  workspace: Workspace,
  options: { readonly planId?: number | undefined; readonly after?: number; readonly limit: number },
): Promise<{ readonly plan: PlanSummary; readonly page: PlanPage } | null> {
  const { db } = workspace.store
  const planId = options.planId ?? (await latestPlan(workspace))
  if (planId === null) return null
  return {
    plan: await summarizePlan(db, planId),
    page: await readPlan(db, planId, { limit: options.limit, after: options.after ?? 0 }),
  }
}

async function latestPlan(workspace: Workspace): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`select id from plan order by id desc limit 1`.execute(
    workspace.store.db,
  )
  return rows[0]?.id ?? null
}

export interface Reverted {
  readonly planId: number
  /** Records that got back what they held. */
  readonly applied: number
  /** Records left alone because a person edited them since. */
  readonly refused: number
  /** Records that the CRM refused: they are set aside, and held until they are put back or released. */
  readonly rejected: number
  /** Records that no longer exist in the CRM. */
  readonly gone: number
}

/**
 * Puts back what stood in the CRM before a plan, or before the last write to one record. What is put back is held until it
 * is released: the next sync does not write it again. Writes that were interrupted are read back first, and a revert of the same
 * that was interrupted is gone on with, or its end is told where it has ended meanwhile.
 */
export async function revert(
  workspace: Workspace,
  subject: { readonly plan: number } | { readonly record: RecordReference },
  options: { readonly signal: AbortSignal },
): Promise<Reverted> {
  const { db } = workspace.store
  return holdingPlans(workspace, options.signal, async (held) => {
    const meant = 'plan' in subject ? subject.plan : recordOf(subject.record)
    const written = typeof meant === 'number' ? await loadPlan(db, meant) : meant.record
    const { connection, entity } = written
    await settleInterrupted(db, written, () => openTarget(workspace, connection, entity, held), held)
    const planId = (await findInterruptedRevert(db, meant)) ?? (await planRevert(db, meant)).planId
    await applyLocked(workspace, planId, { ...held, confirm: true })
    await keepTold(db, planId)
    const { applied = 0, refused = 0, rejected = 0, gone = 0 } = (await summarizePlan(db, planId)).items
    return { planId, applied, refused, rejected, gone }
  })
}

/** Lets reverted fields be written again by the next sync. */
export async function release(
  workspace: Workspace,
  subject: { readonly connection: string } | { readonly record: RecordReference },
): Promise<{ readonly fields: number; readonly records: number }> {
  if ('connection' in subject) return releaseHolds(workspace.store.db, subject)
  return releaseHolds(workspace.store.db, recordOf(subject.record).record)
}

function recordOf({ connection, entity, id }: RecordReference) {
  return { record: { connection, entity: writeEntity(entity), recordId: id } }
}

function writeEntity(entity: string): WriteEntity {
  const written = writeEntities.find((known) => known === entity)
  if (written !== undefined) return written
  throw new PlanError(`Rapport writes to contacts, companies and tickets, not to a ${entity}`)
}

async function applyLocked(
  workspace: Workspace,
  planId: number,
  { confirm, signal, hold }: Pick<ApplyOptions, 'signal' | 'hold'> & { readonly confirm: boolean },
): Promise<AppliedPlan> {
  const { db } = workspace.store
  const plan = await loadPlan(db, planId)
  const { ctx, target } = await openTarget(workspace, plan.connection, plan.entity, { signal })
  const counts = await applyPlan(db, ctx, target, planId, {
    onDrift: onDriftOf(workspace.config, plan.connection),
    fields: targetFields(
      writtenFields(workspace.config, plan.connection, plan.entity),
      plan.entity,
      fieldPolicies(workspace.config),
    ),
    signal,
    hold,
    confirmed: confirm,
  })
  return { planId, counts }
}
