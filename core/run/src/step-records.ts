import { type Database, jsonText, StoreError, thisProcess } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Counts, StepReference } from './events.ts'
import type { FailureKind } from './failure-kind.ts'

/** Calls of a step, or of a run. */
export interface Calls {
  readonly reads: number
  readonly writes: number
  /** 429 answers. */
  readonly throttled: number
}

/** How far a running step is. */
export interface StepProgressRow {
  readonly counts: Counts
  /** Records per second since the attempt began. */
  readonly perSecond: number
  /** Seconds to go, where the total is known. */
  readonly secondsToGo: number | null
  readonly callsLeft: number | null
}

/** A step as its row has it: any process can go by it. */
export interface StoredStep extends StepReference {
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped'
  readonly attempts: number
  readonly counts: Counts | null
  readonly progress: StepProgressRow | null
  readonly calls: Calls
  readonly error: string | null
  readonly failure: StepFailure | null
  readonly stop: string | null
  readonly account: string | null
  readonly worker: string | null
  readonly seconds: number | null
  /** Seconds since its process last said that it is alive; null where it never did. */
  readonly silentFor: number | null
}

/** What ended a step, for the process that leads the run. */
export interface StepFailure {
  readonly kind: FailureKind
  /** How long the vendor wants to be left alone, in milliseconds from when it was asked. */
  readonly retryAfterMs: number | null
}

const counts = z.record(z.string(), z.number())
const calls = z.object({ reads: z.number(), writes: z.number(), throttled: z.number() })
const progress = z.object({
  counts,
  perSecond: z.number(),
  secondsToGo: z.number().nullable(),
  callsLeft: z.number().nullable().default(null),
})
const failure = z.object({ kind: z.string(), retryAfterMs: z.number().nullable() })
const noCalls: Calls = { reads: 0, writes: 0, throttled: 0 }

/** Notes the steps of a phase as waiting, all or none. Returns them with their positions. */
export async function addSteps(
  db: Database,
  runId: number,
  steps: readonly Omit<StepReference, 'position'>[],
): Promise<void> {
  if (steps.length === 0) return
  await sql`
    insert into run_step (run_id, position, name, connection, subject, state)
    select ${runId}, next.position + row_number() over (order by step.ordinality) - 1,
      step.name || coalesce(' ' || step.subject, ''), step.connection, step.subject, 'waiting'
    from rows from (jsonb_to_recordset(${jsonText(steps)}::jsonb) as (name text, connection text, subject text))
      with ordinality as step(name, connection, subject, ordinality),
      (select coalesce(max(position) + 1, 0) as position from run_step where run_id = ${runId}) as next
  `.execute(db)
}

/** The steps of a run, in order. */
export async function loadSteps(db: Database, runId: number): Promise<readonly StoredStep[]> {
  const rows = await db
    .selectFrom('run_step')
    .selectAll()
    .select(sql<number | null>`extract(epoch from now() - updated_at)::float8`.as('silent_for'))
    .select(sql<number | null>`extract(epoch from finished_at - started_at)::float8`.as('seconds'))
    .where('run_id', '=', runId)
    .orderBy('position')
    .execute()
  return rows.map((row) => ({
    position: row.position,
    name: row.name.split(' ', 1)[0] as StepReference['name'],
    connection: row.connection,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    counts: counts.nullable().catch(null).parse(row.counts),
    progress: progress.nullable().catch(null).parse(row.progress),
    calls: calls.catch(noCalls).parse(row.calls),
    error: row.error,
    failure: failure.nullable().catch(null).parse(row.failure) as StepFailure | null,
    stop: row.stop,
    account: row.account,
    worker: row.worker,
    seconds: row.seconds,
    silentFor: row.silent_for,
  }))
}

/** A step that a process has begun: what it writes holds only as long as nobody else began it anew. */
export interface BegunStep {
  readonly runId: number
  readonly position: number
  readonly attempt: number
  /** Calls that earlier attempts made. */
  readonly callsBefore: Calls
}

/** Begins a step that waits; null where it does not wait any more, or its run wants nothing to begin. */
export async function beginStep(db: Database, runId: number, position: number): Promise<BegunStep | null> {
  const { pid, host } = thisProcess()
  const { rows } = await sql<{ attempts: number; calls: unknown }>`
    update run_step set state = 'running', started_at = now(), finished_at = null, updated_at = now(), error = null,
      failure = null, attempts = attempts + 1, worker = ${`${pid}@${host}`}
    where run_id = ${runId} and position = ${position} and state = 'waiting'
      and exists (select from run where id = ${runId} and state = 'running' and not cut_off and cancel_requested_at is null)
    returning attempts, calls
  `.execute(db)
  const row = rows[0]
  if (row === undefined) return null
  return { runId, position, attempt: row.attempts, callsBefore: calls.catch(noCalls).parse(row.calls) }
}

/** What is known of a step while it runs. */
export interface StepReport {
  readonly progress: StepProgressRow | null
  readonly calls: Calls
  readonly account: string | null
}

/** Says how far a step is, and that its process is alive. */
export async function reportStep(db: Database, step: BegunStep, report: StepReport): Promise<void> {
  await sql`
    update run_step set updated_at = now(), account = ${report.account},
      progress = coalesce(${report.progress === null ? null : jsonText(report.progress)}::jsonb, progress),
      calls = ${jsonText(report.calls)}::jsonb
    where ${isMine(step)}
  `.execute(db)
}

/**
 * Holds a step until the transaction ends, as the last thing before its commit: nobody else takes it over meanwhile.
 * @throws StoreError where another process has taken it over: a process that hung must not store what it read before.
 */
export async function mustBeMine(transaction: Database, step: BegunStep): Promise<void> {
  const { rows } = await sql`select from run_step where ${isMine(step)} for share`.execute(transaction)
  if (rows.length === 1) return
  throw new StoreError(
    'another process works on this step now, because this one said nothing for long: nothing was lost',
  )
}

/** How a step ended. */
export interface StepOutcome {
  readonly state: 'succeeded' | 'failed'
  readonly counts: Counts | null
  readonly error: string | null
  readonly failure: StepFailure | null
  readonly stop: string | null
  readonly calls: Calls
  /** The vendor account that it worked with; a step may end before it ever reported. */
  readonly account: string | null
}

/** Keeps how a step ended. */
export async function finishStep(db: Database, step: BegunStep, outcome: StepOutcome): Promise<void> {
  await sql`
    update run_step set state = ${outcome.state}, finished_at = now(), updated_at = now(), progress = null,
      counts = ${outcome.counts === null ? null : jsonText(outcome.counts)}::jsonb, error = ${outcome.error},
      failure = ${outcome.failure === null ? null : jsonText(outcome.failure)}::jsonb, stop = ${outcome.stop},
      calls = ${jsonText(outcome.calls)}::jsonb, account = coalesce(${outcome.account}::text, account)
    where ${isMine(step)}
  `.execute(db)
}

/** Gives a step back that its process could not end: another attempt begins where its checkpoint is. */
export async function giveStepBack(
  db: Database,
  step: Pick<BegunStep, 'runId' | 'position' | 'attempt'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update run_step set state = 'waiting', progress = null, worker = null where ${isMine(step)}
  `.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}

/** Steps that failed or were given up wait again, in a run that goes on. */
export async function waitAgain(db: Database, runId: number): Promise<void> {
  await sql`
    update run_step set state = 'waiting', error = null, failure = null, progress = null, worker = null
    where run_id = ${runId} and state in ('failed', 'skipped')
  `.execute(db)
}

/** In a run that is over no step waits or runs any more. */
export async function closeSteps(db: Database, runId: number, error: string): Promise<void> {
  const ofRun = db.updateTable('run_step').where('run_id', '=', runId)
  await ofRun
    .set({ state: 'failed', error, finished_at: new Date(), progress: null })
    .where('state', '=', 'running')
    .execute()
  await ofRun.set({ state: 'skipped' }).where('state', '=', 'waiting').execute()
}

const isMine = ({ runId, position, attempt }: Pick<BegunStep, 'runId' | 'position' | 'attempt'>) => sql`
  run_id = ${runId} and position = ${position} and state = 'running' and attempts = ${attempt}
`
