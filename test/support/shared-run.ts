import { listRequests, requestRun, showRun } from '@rapport/run'
import type { Store } from '@rapport/store'
import { expect, vi } from 'vitest'
import type { Installation } from './installation.ts'
import { startWorkerProcess, type WorkerProcess } from './worker-processes.ts'

/** The latest run that was asked for, and its steps. */
export async function latestSteps(store: Store) {
  const [request] = await listRequests(store.db, 1)
  const run = await showRun(store.db, request?.run_id ?? 0)
  return { request, run, steps: run?.steps ?? [] }
}

type Step = Awaited<ReturnType<typeof latestSteps>>['steps'][number]

/** Which process a step is worked on by. */
export const processOf = (worker: string | null): number => Number(worker?.split('@')[0] ?? 0)

/** A run that two processes work on. Both end with `await using`. */
export interface SharedRun extends AsyncDisposable {
  readonly runId: number
  readonly leader: WorkerProcess
  readonly follower: WorkerProcess
  /** What the follower has begun. */
  readonly ofFollower: readonly Step[]
}

/** Starts two workers and a run, and waits until both are at work on it. */
export async function shareRun(
  installation: Installation,
  store: Store,
  patience: { readonly timeout: number; readonly interval: number },
): Promise<SharedRun> {
  const workers = await Promise.all(
    [1, 2].map(() => startWorkerProcess(installation.folder, installation.environment)),
  )
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
  }
  try {
    await requestRun(store.db, { connections: null, dryRun: false, confirm: false, requestedBy: 'test' })
    const { run, steps } = await vi.waitFor(async () => {
      const seen = await latestSteps(store)
      const working = seen.steps
        .filter(({ state }) => state === 'running')
        .map(({ worker }) => processOf(worker))
      expect(new Set(working)).toEqual(new Set(workers.map(({ pid }) => pid)))
      return seen
    }, patience)
    const [leader, follower] = workers.toSorted((one) => (one.pid === Number(run?.owner?.pid) ? -1 : 1))
    if (leader === undefined || follower === undefined) throw new Error('two workers were started')
    const ofFollower = steps.filter(
      ({ worker, state }) => state === 'running' && processOf(worker) === follower.pid,
    )
    expect(ofFollower).not.toEqual([])
    return { runId: Number(run?.id), leader, follower, ofFollower, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}
