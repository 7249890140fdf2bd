import type { listRuns, RunResult, showRun } from '@rapport/run'
import { z } from 'zod'

type StoredRun = Pick<
  Awaited<ReturnType<typeof listRuns>>[number],
  'id' | 'kind' | 'state' | 'dry_run' | 'started_at' | 'finished_at' | 'summary' | 'error'
>
type StoredStep = Pick<
  NonNullable<Awaited<ReturnType<typeof showRun>>>['steps'][number],
  'name' | 'connection' | 'state' | 'attempts' | 'started_at' | 'finished_at' | 'counts' | 'error'
>

/** What a run is kept with when it ends; other versions of Rapport may have kept more or less. */
const storedResult = z.looseObject({
  planIds: z.array(z.number()).default([]),
  seconds: z.number(),
  secondsByStep: z.record(z.string(), z.number()).default({}),
})
const storedCounts = z.record(z.string(), z.number()).nullable().catch(null)

/** A run as data, the same in every command that prints runs. */
export function runData(run: StoredRun) {
  const result = storedResult.safeParse(run.summary)
  return {
    id: run.id,
    kind: run.kind,
    state: run.state,
    dryRun: run.dry_run,
    startedAt: run.started_at,
    finishedAt: run.finished_at,
    seconds: secondsBetween(run.started_at, run.finished_at),
    /** Why it stopped or failed. */
    message: run.error,
    planIds: result.success ? result.data.planIds : [],
    /** What `sync --json` printed; null for a run that did not end by itself. */
    result: result.success ? withRoundedSeconds(result.data) : null,
  }
}

/** A step of a run as data. */
export function stepData(step: StoredStep) {
  return {
    name: step.name,
    connection: step.connection,
    state: step.state,
    attempts: step.attempts,
    startedAt: step.started_at,
    finishedAt: step.finished_at,
    seconds: secondsBetween(step.started_at, step.finished_at),
    counts: storedCounts.parse(step.counts),
    message: step.error,
  }
}

/** The result of a run with its times as people need them. */
export function withRoundedSeconds<Timed extends Pick<RunResult, 'seconds' | 'secondsByStep'>>(
  result: Timed,
): Timed {
  const secondsByStep = Object.fromEntries(
    Object.entries(result.secondsByStep).map(([step, seconds]) => [step, hundredths(seconds)]),
  )
  return { ...result, seconds: hundredths(result.seconds), secondsByStep }
}

function secondsBetween(from: Date | null, to: Date | null): number | null {
  return from === null || to === null ? null : hundredths((to.getTime() - from.getTime()) / 1000)
}

function hundredths(seconds: number): number {
  return Number(seconds.toFixed(2))
}
