import { setTimeout as pause } from 'node:timers/promises'
import { BusyError, lockWorkspace, openStepLocks } from '@rapport/store'
import type { RunEvent, RunResult, StageName } from './events.ts'
import { openQueue } from './job-queue.ts'
import { Run } from './run.ts'
import type { Workspace } from './workspace.ts'

export interface RunOptions {
  /** Plan, but write nothing. */
  readonly dryRun: boolean
  /** Wait for another run of this workspace instead of giving up. */
  readonly wait: boolean
  /** Write although a guard rail would stop. */
  readonly confirm: boolean
  /** Only these connections are read and written; null: all. */
  readonly connections: readonly string[] | null
  readonly signal: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  /** Told what ended a run that failed, as it was thrown: the result only says what it said. */
  readonly onFailure?: (error: unknown) => void
}

/** A whole sync: extract, resolve, score, plan, and unless it is a dry run, write. */
export function sync(workspace: Workspace, options: RunOptions): Promise<RunResult> {
  const stages: readonly StageName[] = options.dryRun
    ? ['extract', 'resolve', 'score', 'plan']
    : ['extract', 'resolve', 'score', 'plan', 'write']
  return runStages(workspace, { ...options, stages })
}

/**
 * Runs some stages in order, as jobs of one run; processes that work for the workspace (`rapport serve`) take their share of them. A
 * run that fails or is cancelled says why in its result; what was committed stays, and the next run goes on from there. One that
 * has to wait for a vendor is parked: its result and its row say until when. One that loses the workspace, because the database
 * session that holds it ended, fails: another process may have taken it.
 * @throws BusyError where another process works on the workspace; the signal's reason where it is aborted while waiting for it.
 */
export async function runStages(
  workspace: Workspace,
  options: RunOptions & { readonly stages: readonly StageName[] },
): Promise<RunResult> {
  const { store } = workspace
  const lock = await acquire(workspace, options)
  try {
    const queue = await openQueue(store)
    try {
      const locks = await openStepLocks(store)
      try {
        const means = { workspace, queue, locks, lost: lock.lost }
        const result = await new Run(means, options).perform()
        if (result === null) throw options.signal.reason
        return result
      } finally {
        await locks.close()
      }
    } finally {
      await queue.close()
    }
  } finally {
    await lock.release()
  }
}

async function acquire(workspace: Workspace, options: RunOptions) {
  for (;;) {
    try {
      return await lockWorkspace(workspace.store)
    } catch (error) {
      if (!(error instanceof BusyError) || !options.wait) throw error
      await pause(500, undefined, { signal: options.signal })
    }
  }
}
