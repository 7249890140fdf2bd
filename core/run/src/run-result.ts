import { countRejects, type Database, type RunState } from '@rapport/store'
import { sql } from 'kysely'
import type { Counts, RunResult, StepReference } from './events.ts'
import type { FailureKind } from './failure-kind.ts'
import { loadSteps, type StoredStep } from './step-records.ts'

/** How a run came to its end. */
export interface RunEnding {
  readonly runId: number
  readonly state: RunState
  readonly dryRun: boolean
  readonly connections: readonly string[] | null
  /** It puts back what stood there before a plan. */
  readonly isRevert: boolean
  readonly message: string | null
  readonly failure: FailureKind | null
  readonly waitingUntil: Date | null
  readonly seconds: number
}

/** What a run came to, by the rows of its steps: whichever processes did them. */
export async function resultOf(db: Database, ending: RunEnding): Promise<RunResult> {
  // A database that is gone cannot say what was done; how the run ended is known all the same.
  const steps = await loadSteps(db, ending.runId).catch(() => [])
  const planIds = await plansOf(db, ending.runId).catch(() => [])
  const rejected = await countRejects(db).catch(() => 0)
  const isPartial = ending.isRevert ? await hasPartial(db, planIds).catch(() => false) : rejected > 0
  const of = (name: StepReference['name']) => steps.filter((step) => step.name === name)
  const sum = (name: StepReference['name'], count: string) =>
    of(name).reduce((total, { counts }) => total + (counts?.[count] ?? 0), 0)
  const byStep = (name: StepReference['name'], count: string): Counts =>
    Object.fromEntries(
      of(name).map(({ connection, subject, counts }) => [`${connection}/${subject}`, counts?.[count] ?? 0]),
    )
  const all = (kind: keyof StoredStep['calls']) => steps.reduce((total, { calls }) => total + calls[kind], 0)
  return {
    runId: ending.runId,
    state: ending.state === 'succeeded' && isPartial ? 'partial' : ending.state,
    dryRun: ending.dryRun,
    connections: ending.connections,
    read: byStep('extract', 'read'),
    customers: sum('score', 'customers'),
    scored: sum('score', 'scored'),
    planned: byStep('plan', 'planned'),
    written: sum('write', 'applied'),
    rejected,
    drifted: sum('plan', 'drifted') + sum('plan', 'partlyDrifted') + sum('write', 'drifted'),
    calls: { made: all('reads') + all('writes'), reads: all('reads'), writes: all('writes') },
    throttled: all('throttled'),
    planIds,
    seconds: ending.seconds,
    secondsByStep: Object.fromEntries(
      steps.flatMap((step) =>
        step.state === 'succeeded' && step.seconds !== null ? [[label(step), step.seconds]] : [],
      ),
    ),
    waitingUntil: ending.waitingUntil?.toISOString() ?? null,
    message: ending.message,
    failure: ending.state === 'failed' ? ending.failure : null,
  }
}

/** The plans that a run made; not those that a step made which was interrupted and planned again. */
async function plansOf(db: Database, runId: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select max(id) as id from plan where run_id = ${runId} group by connection, entity order by 1
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** Whether one of these plans left a record as it was: then a revert did not do all that it was asked for. */
async function hasPartial(db: Database, planIds: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    select from plan where id = any(${planIds as number[]}) and state = 'partial' limit 1
  `.execute(db)
  return rows.length > 0
}

function label({ name, connection, subject }: StepReference): string {
  return [name, connection, subject].filter((part) => part !== null).join(' ')
}
