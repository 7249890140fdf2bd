import { listRequests, requestRun, showRun } from '@rapport/run'
import type { Store } from '@rapport/store'
import { expect, test, vi } from 'vitest'
import { writesPerContact } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { startWorkerProcess } from '../support/worker-processes.ts'

const shopSize = 60
const patience = { timeout: 60_000, interval: 100 }

async function stepsOf(store: Store) {
  const [request] = await listRequests(store.db, 1)
  const run = await showRun(store.db, request?.run_id ?? 0)
  return { request, run, steps: run?.steps ?? [] }
}

const processOf = (worker: string | null): number => Number(worker?.split('@')[0] ?? 0)

test('Two workers share a run; what a killed one worked on, and the lead, goes on elsewhere; each record is written once', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const store = await installation.openStore()
  try {
    // Slow enough that both are at work when one is killed.
    portal.server.control.change({ latencyMs: 1_000 })
    const starting = startWorkerProcess(installation.folder, installation.environment)
    await using two = await startWorkerProcess(installation.folder, installation.environment)
    await using one = await starting
    await requestRun(store.db, { connections: null, dryRun: false, confirm: false, requestedBy: 'test' })
    const { run, steps } = await vi.waitFor(async () => {
      const seen = await stepsOf(store)
      const working = seen.steps
        .filter(({ state }) => state === 'running')
        .map(({ worker }) => processOf(worker))
      expect(new Set(working)).toEqual(new Set([one.pid, two.pid]))
      return seen
    }, patience)
    const lead = Number(run?.owner?.pid)
    const follower = lead === one.pid ? two : one
    const leader = lead === one.pid ? one : two
    const ofFollower = steps.filter(
      ({ worker, state }) => state === 'running' && processOf(worker) === follower.pid,
    )
    expect(ofFollower).not.toEqual([])
    await follower.kill()
    // The process that leads takes over what the killed one had begun.
    await vi.waitFor(async () => {
      const { steps: now } = await stepsOf(store)
      for (const { position } of ofFollower) expect(now[position]?.attempts).toBe(2)
    }, patience)
    await leader.kill()
    portal.server.control.change({ latencyMs: 0 })
    await using _third = await startWorkerProcess(installation.folder, installation.environment)
    const end = await vi.waitFor(async () => {
      const seen = await stepsOf(store)
      expect(seen.request?.finished_at).not.toBeNull()
      return seen
    }, patience)
    expect(end.request).toMatchObject({ state: 'done', outcome: 'succeeded', run_id: run?.id })
    expect(end.run).toMatchObject({ state: 'succeeded', summary: { written: shopSize } })
    const writes = [...writesPerContact(portal.server.state).values()]
    expect([writes.length, Math.max(...writes)]).toEqual([shopSize, 1])
  } finally {
    await store.close()
  }
})
