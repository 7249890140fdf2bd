import { ConnectorError } from '@rapport/connector'
import type { StepLocks } from '@rapport/store'
import { CallCounter } from './call-counter.ts'
import type { Counts, PlanOrder, RunEvent, StepReference } from './events.ts'
import { failureKind } from './failure-kind.ts'
import { failureReason } from './failure-reason.ts'
import { isHandedOver } from './hand-over.ts'
import { isParked } from './parked-until.ts'
import { beginStep, finishStep, giveStepBack, mustBeMine, type StepFailure } from './step-records.ts'
import { StepReport } from './step-report.ts'
import {
  applyStep,
  extractStep,
  planStep,
  resolveStep,
  revertStep,
  type StepContext,
  scoreStep,
} from './steps.ts'
import type { Workspace } from './workspace.ts'

/** A step to be done by this process. */
export interface StepWork {
  readonly workspace: Workspace
  readonly runId: number
  readonly step: StepReference
  readonly confirm: boolean
  readonly dryRun: boolean
  readonly plan: PlanOrder | null
  readonly requestedBy: string | null
  readonly signal: AbortSignal
  readonly locks: StepLocks
  /** Calls that this process makes for the run. */
  readonly calls: CallCounter
  readonly emit: (event: RunEvent) => void
}

/** What came of it: `left` where another process has it, or it is not wanted any more. */
export type WorkedStep =
  | { readonly end: 'succeeded' | 'left' | 'given back' }
  | { readonly end: 'failed'; readonly error: unknown }

/** What a step is held by: the stream or the plan that no two processes may work on at once. */
export function stepLockName({ name, connection, subject }: StepReference): string {
  return JSON.stringify([name, connection, subject])
}

/**
 * Does one step, in whatever process. All that the run has to know of it afterwards stands in the step's row: counts, calls, why a
 * guard rail stops, what failed.
 */
export async function workStep(work: StepWork): Promise<WorkedStep> {
  const { workspace, runId, step, locks } = work
  const { db } = workspace.store
  const lock = stepLockName(step)
  if (!(await locks.take(lock))) return { end: 'left' }
  try {
    const begun = await beginStep(db, runId, step.position)
    if (begun === null) return { end: 'left' }
    const started = performance.now()
    const signal = AbortSignal.any([work.signal, locks.lost])
    const calls = new CallCounter(work.calls)
    const report = new StepReport(db, begun, calls)
    const stops: string[] = []
    work.emit({ type: 'step-started', step })
    try {
      signal.throwIfAborted()
      const counts = await perform({
        ...{ workspace, runId, step, signal, calls, stops, run: work.calls },
        ...{ confirm: work.confirm, dryRun: work.dryRun, plan: work.plan, requestedBy: work.requestedBy },
        hold: { locks, mustBeMine: (transaction) => mustBeMine(transaction, begun) },
        onAccount: (account) => report.spends(account),
        emit: (event) => {
          if (event.type === 'step-progress') report.tell(event)
          work.emit(event)
        },
      })
      await report.close()
      const stop = stops.length === 0 ? null : stops.join('; ')
      await finishStep(db, begun, {
        ...{ state: 'succeeded', counts, error: null, failure: null, stop, calls: report.calls },
        account: report.account,
      })
      work.emit({ type: 'step-finished', step, counts, seconds: (performance.now() - started) / 1000 })
      return { end: 'succeeded' }
    } catch (error) {
      await report.close()
      if (isHandedOver(work.signal)) {
        await giveStepBack(db, begun).catch(() => {})
        return { end: 'given back' }
      }
      const reason = await failureReason(workspace.store, error, signal)
      const message = workspace.redactor.redact(reason instanceof Error ? reason.message : String(reason))
      // The database may be the very thing that failed: the error that matters is the first one.
      await finishStep(db, begun, {
        ...{ state: 'failed', counts: null, error: message, failure: failureOf(error), stop: null },
        calls: report.calls,
        account: report.account,
      }).catch(() => {})
      work.emit({ type: 'step-failed', step, message, isParked: isParked(error) })
      return { end: 'failed', error }
    }
  } finally {
    await locks.release(lock)
  }
}

function perform(context: StepContext): Promise<Counts> {
  switch (context.step.name) {
    case 'extract':
      return extractStep(context)
    case 'resolve':
      return resolveStep(context)
    case 'score':
      return scoreStep(context)
    case 'plan':
      return context.plan?.action === 'revert' ? revertStep(context, context.plan.id) : planStep(context)
    case 'write':
      return applyStep(context)
  }
}

function failureOf(error: unknown): StepFailure {
  const retryAfterMs = error instanceof ConnectorError ? (error.retryAfterMs ?? null) : null
  return { kind: failureKind(error), retryAfterMs }
}

/** The failure of a step that another process did, as if it had been thrown here. */
export function failureElsewhere(error: string | null, failure: StepFailure | null): Error {
  const message = error ?? 'the step failed'
  if (failure === null || failure.kind === 'error') return new Error(message)
  return new ConnectorError(failure.kind, message, {
    ...(failure.retryAfterMs === null ? {} : { retryAfterMs: failure.retryAfterMs }),
  })
}
