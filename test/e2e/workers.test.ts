import { expect, test, vi } from 'vitest'
import { writesPerContact } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { latestSteps, shareRun } from '../support/shared-run.ts'
import { startWorkerProcess } from '../support/worker-processes.ts'

const shopSize = 60
const patience = { timeout: 60_000, interval: 100 }

test('Two workers share a run; what a killed one worked on, and the lead, goes on elsewhere; each record is written once', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const store = await installation.openStore()
  try {
    // Slow enough that both are at work when one is killed.
    portal.server.control.change({ latencyMs: 3_000 })
    await using shared = await shareRun(installation, store, patience)
    const { runId, leader, follower, ofFollower } = shared
    await follower.kill()
    // The process that leads takes over what the killed one had begun.
    await vi.waitFor(async () => {
      const { steps: now } = await latestSteps(store)
      for (const { position } of ofFollower) expect(now[position]?.attempts).toBe(2)
    }, patience)
    await leader.kill()
    portal.server.control.change({ latencyMs: 0 })
    await using _third = await startWorkerProcess(installation.folder, installation.environment)
    const end = await vi.waitFor(async () => {
      const seen = await latestSteps(store)
      expect(seen.request?.finished_at).not.toBeNull()
      return seen
    }, patience)
    expect(end.request).toMatchObject({ state: 'done', outcome: 'succeeded', run_id: runId })
    expect(end.run).toMatchObject({ state: 'succeeded', summary: { written: shopSize } })
    const writes = [...writesPerContact(portal.server.state).values()]
    expect([writes.length, Math.max(...writes)]).toEqual([shopSize, 1])
  } finally {
    await store.close()
  }
})
