import type { ConnectorContext, TargetDefinition } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { applyBatch } from './apply-batch.ts'
import { applyByJobs } from './apply-by-jobs.ts'
import type { ApplyScope, LineCounts } from './apply-scope.ts'
import { type CallCounts, remoteOf } from './delivery.ts'
import type { OnDrift } from './difference.ts'
import { targetFields } from './fields.ts'
import { inParallel } from './in-parallel.ts'
import { hasOpenRejects } from './open-rejects.ts'
import { countItems, openFieldNames, openItems } from './plan-items.ts'
import { type PlanHold, withPlanLock } from './plan-lock.ts'
import { loadPlan, PlanError, type PlanRecord, recordAudit } from './plan-record.ts'
import { createMissingFields } from './restore-fields.ts'
import { dropHoldsOfLeft, holdOpenLines } from './revert-holds.ts'
import { settleSending } from './settle-batch.ts'
import type { WriteField } from './write-field.ts'

/** What an apply did: lines by what became of them, and the calls it cost. */
export type ApplyCounts = Readonly<LineCounts & CallCounts>

export interface ApplyOptions {
  /** What to do with a field that a person edited since Rapport wrote it. */
  readonly onDrift: OnDrift
  /** The fields to create in the CRM where they are missing. Fields that the plan holds are added. */
  readonly fields: readonly WriteField[]
  readonly signal: AbortSignal
  readonly hold: PlanHold
  /** Batches under way at once, so that a slow answer does not hold up the others. Default 4. */
  readonly concurrency?: number
  /** A person confirmed a plan that a guard rail stopped. */
  readonly confirmed?: boolean
  /** Who applies it, for the audit trail. Default: `rapport`. */
  readonly actor?: string
  readonly onProgress?: (progress: ApplyProgress) => void
}

export interface ApplyProgress {
  /** Lines that were open when it began. */
  readonly total: number
  readonly done: number
  readonly counts: ApplyCounts
}

/**
 * Applies a plan. It may be called again at any time: after a crash, an abort or an error it goes on where it stopped, and a
 * plan that is done writes nothing. Every batch costs one read and one write; where the CRM takes very many changes as one job,
 * those of all batches go by one.
 * @throws PlanError where the plan cannot be applied, BusyError where another process applies it, ConnectorError where the
 * CRM stopped it; the plan is then still open, and the records done so far are kept as done.
 */
export async function applyPlan<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  planId: number,
  options: ApplyOptions,
): Promise<ApplyCounts> {
  const plan = await loadPlan(db, planId)
  mustFit(plan, ctx.connection, target.entity)
  return withPlanLock(options.hold, planId, async () => {
    const counts = noCounts()
    if (!(await begin(db, planId, options))) return counts
    const open = await countItems(db, planId)
    const total = (open.planned ?? 0) + (open.sending ?? 0)
    if (total > 0) {
      const scope = await prepare(db, ctx, target, plan, options, counts)
      options.signal.throwIfAborted()
      const report = () => options.onProgress?.({ total, done: linesDone(counts), counts: { ...counts } })
      const all = [...scope.rules.fields.values()]
      const readBack = { ...options.hold, counts, onReadBack: report }
      await createMissingFields(db, ctx, target, plan.entity, all, readBack)
      await settleSending(scope, target.batchSize, 'alreadyThere')
      await applyByJobs(scope, target.batchSize, report)
      await inParallel(
        openItems(db, plan, 'planned', target.batchSize),
        scope.concurrency,
        options.signal,
        async (batch) => {
          await applyBatch(scope, batch)
          report()
        },
      )
    }
    await finish(db, plan, options.actor ?? 'rapport', counts, options.hold)
    return counts
  })
}

/**
 * Clears up an interrupted plan without writing: reads back the records that were under way. Those that hold their values are
 * applied, the others are planned again. Afterwards the plan may be replaced by a new one.
 */
export async function settlePlan<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  planId: number,
  options: Pick<ApplyOptions, 'signal' | 'hold'>,
): Promise<ApplyCounts> {
  const plan = await loadPlan(db, planId)
  mustFit(plan, ctx.connection, target.entity)
  return withPlanLock(options.hold, planId, async () => {
    const counts = noCounts()
    const scope = await prepare(db, ctx, target, plan, { ...options, onDrift: 'keep', fields: [] }, counts)
    await settleSending(scope, target.batchSize, 'alreadyThere', 1)
    return counts
  })
}

function mustFit(plan: PlanRecord, connection: string, entity: string): void {
  if (plan.connection === connection && plan.entity === entity) return
  throw new PlanError(
    `plan ${plan.id} is for ${plan.connection}/${plan.entity} and cannot be applied to ${connection}/${entity}`,
  )
}

/** Whether there is anything left to do. */
async function begin(
  db: Database,
  planId: number,
  { confirmed = false, hold }: Pick<ApplyOptions, 'confirmed' | 'hold'>,
): Promise<boolean> {
  const { state } = await loadPlan(db, planId)
  if (state === 'applied' || state === 'partial') return false
  if (state === 'discarded') {
    throw new PlanError(`plan ${planId} was replaced by a newer one: apply that, or plan again`)
  }
  if (state === 'stopped' && !confirmed) {
    throw new PlanError(
      `plan ${planId} was stopped by a guard rail: look at it with "npx rapport plan ${planId}", then run "npx rapport apply ${planId} --confirm"`,
    )
  }
  await db.transaction().execute(async (transaction) => {
    await sql`update plan set state = 'applying' where id = ${planId}`.execute(transaction)
    await holdOpenLines(transaction, planId)
    await hold.mustBeMine?.(transaction)
  })
  return true
}

async function prepare<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  plan: PlanRecord,
  options: Pick<ApplyOptions, 'onDrift' | 'fields' | 'signal' | 'hold' | 'concurrency'>,
  counts: LineCounts & CallCounts,
): Promise<ApplyScope> {
  const planned = targetFields(await openFieldNames(db, plan.id), plan.entity)
  // Those that are written still say by which policies they are computed now.
  const fields = new Map([...planned, ...options.fields].map((field) => [field.name, field]))
  return {
    db,
    plan,
    remote: remoteOf(ctx, target, { all: [...fields.values()], planned }, counts),
    rules: { kind: plan.kind, onDrift: options.onDrift, fields },
    signal: options.signal,
    mustBeMine: async (transaction) => options.hold.mustBeMine?.(transaction),
    concurrency: options.concurrency ?? 4,
    counts,
    anyReject: await hasOpenRejects(db, plan),
  }
}

/** Ends a plan whose lines are all through, and notes it in the audit. */
export async function finish(
  db: Database,
  plan: PlanRecord,
  actor: string,
  counts: ApplyCounts,
  { mustBeMine }: Pick<PlanHold, 'mustBeMine'> = {},
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (plan.kind === 'revert') await dropHoldsOfLeft(transaction, plan.id)
    const outcome = await countItems(transaction, plan.id)
    const gone = plan.kind === 'revert' ? (outcome.gone ?? 0) : 0
    const left = (outcome.rejected ?? 0) + (outcome.refused ?? 0) + gone
    const state = left > 0 ? 'partial' : 'applied'
    await sql`
      update plan set state = ${state}, applied_at = now(),
        counts = coalesce(counts, '{}') || jsonb_build_object('outcome', ${JSON.stringify(outcome)}::jsonb)
      where id = ${plan.id}
    `.execute(transaction)
    await recordAudit(transaction, actor, plan.kind === 'revert' ? 'revert' : 'apply', `plan ${plan.id}`, {
      connection: plan.connection,
      entity: plan.entity,
      reverts: plan.reverts,
      ...counts,
    })
    await mustBeMine?.(transaction)
  })
}

export function noCounts(): LineCounts & CallCounts {
  return {
    applied: 0,
    alreadyThere: 0,
    drifted: 0,
    refused: 0,
    rejected: 0,
    gone: 0,
    readCalls: 0,
    writeCalls: 0,
  }
}

function linesDone(counts: LineCounts): number {
  return (
    counts.applied + counts.alreadyThere + counts.drifted + counts.refused + counts.rejected + counts.gone
  )
}
