import { setTimeout as pause } from 'node:timers/promises'
import type { Database, RunState } from '@rapport/store'
import { sql } from 'kysely'
import type { Counts } from '../events.ts'
import { silentSeconds } from '../phase.ts'
import { type Calls, loadSteps, type StoredStep } from '../step-records.ts'

/** What is left of a vendor's limit. */
export interface BudgetView {
  readonly name: string
  readonly requests: number
  readonly perMs: number
  /** As the vendor's last answer said; null where it says nothing of it. */
  readonly left: number | null
}

/** A step of a run as it stands now. */
export interface StepView {
  readonly position: number
  readonly name: string
  readonly connection: string | null
  readonly subject: string | null
  readonly state: StoredStep['state']
  /** More than one where a process died or stopped and another one went on. */
  readonly attempts: number
  readonly counts: Counts
  readonly perSecond: number | null
  readonly secondsToGo: number | null
  readonly calls: Calls
  readonly budgets: readonly BudgetView[]
  readonly seconds: number | null
  readonly message: string | null
  /** The process that works on it, `4711@host`. */
  readonly worker: string | null
}

/** A run as it stands now, with its steps. */
export interface RunView {
  readonly id: number
  readonly kind: string
  readonly state: RunState
  readonly dryRun: boolean
  readonly requestedBy: string | null
  readonly schedule: string | null
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly message: string | null
  readonly cancelRequestedBy: string | null
  /** False where the run goes on and the process that leads it says nothing any more: another one takes it up. */
  readonly isLed: boolean
  readonly steps: readonly StepView[]
}

/** So often the rows are looked at, in milliseconds: they change about once a second. */
const lookMs = 500

/** A run with its steps as they stand now; null where there is none. */
export async function viewRun(db: Database, runId: number): Promise<RunView | null> {
  const run = await db
    .selectFrom('run')
    .selectAll()
    .select(sql<number | null>`extract(epoch from now() - heartbeat_at)::float8`.as('silent_for'))
    .where('id', '=', runId)
    .executeTakeFirst()
  if (run === undefined) return null
  const steps = await loadSteps(db, runId)
  const budgets = await budgetsOf(db, steps)
  return {
    id: run.id,
    kind: run.kind,
    state: run.state,
    dryRun: run.dry_run,
    requestedBy: run.requested_by,
    schedule: run.schedule,
    startedAt: run.started_at,
    finishedAt: run.finished_at,
    message: run.error,
    cancelRequestedBy: run.cancel_requested_at === null ? null : run.cancel_requested_by,
    isLed: run.state === 'running' && (run.silent_for ?? 0) < silentSeconds,
    steps: steps.map((step) => ({
      position: step.position,
      name: step.name,
      connection: step.connection,
      subject: step.subject,
      state: step.state,
      attempts: step.attempts,
      counts: step.counts ?? step.progress?.counts ?? {},
      perSecond: step.progress?.perSecond ?? null,
      secondsToGo: step.progress?.secondsToGo ?? null,
      calls: step.calls,
      budgets: budgets.get(step.account ?? '') ?? [],
      seconds: step.seconds,
      message: step.error ?? step.stop,
      worker: step.worker,
    })),
  }
}

/**
 * How a run goes: its whole view at once, and again whenever something of it changed, until it is over or parked. It is read from
 * the database, so that it is right whichever processes work on the run, and when one of them dies.
 */
export async function* runProgress(
  db: Database,
  runId: number,
  signal: AbortSignal,
): AsyncGenerator<RunView, void, undefined> {
  let before = ''
  while (!signal.aborted) {
    const view = await viewRun(db, runId)
    if (view === null) return
    const now = JSON.stringify(view)
    if (now !== before) yield view
    before = now
    if (view.state !== 'running') return
    await pause(lookMs, undefined, { signal }).catch(() => {})
  }
}

async function budgetsOf(
  db: Database,
  steps: readonly StoredStep[],
): Promise<ReadonlyMap<string, readonly BudgetView[]>> {
  const accounts = [...new Set(steps.flatMap(({ account }) => (account === null ? [] : [account])))]
  if (accounts.length === 0) return new Map()
  const { rows } = await sql<{ account: string } & BudgetView>`
    select account, name, requests, per_ms as "perMs", remaining as left
    from rapport.budget where account = any(${accounts}::text[]) order by name
  `.execute(db)
  const byAccount = new Map<string, BudgetView[]>()
  for (const { account, ...budget } of rows) {
    byAccount.set(account, [...(byAccount.get(account) ?? []), budget])
  }
  return byAccount
}
