import process from 'node:process'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { writesPerContact } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { latestSteps, processOf, shareRun } from '../support/shared-run.ts'

const shopSize = 20
const patience = { timeout: 120_000, interval: 100 }

test('What a worker that hangs has begun goes on elsewhere; when it wakes up it changes nothing', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const store = await installation.openStore()
  try {
    // Slow enough that both are at work at once, on a busy machine too.
    portal.server.control.change({ latencyMs: 3_000 })
    await using shared = await shareRun(installation, store, patience)
    const { follower, ofFollower } = shared
    process.kill(follower.pid, 'SIGSTOP')
    try {
      // As if it had said nothing for long.
      await sql`
        update run_step set updated_at = now() - interval '1 minute'
        where state = 'running' and worker like ${`${follower.pid}@%`}
      `.execute(store.db)
      portal.server.control.change({ latencyMs: 0 })
      const end = await vi.waitFor(async () => {
        const seen = await latestSteps(store)
        expect(seen.request?.finished_at).not.toBeNull()
        return seen
      }, patience)
      expect(end.run).toMatchObject({ state: 'succeeded', summary: { written: shopSize } })
      for (const { position } of ofFollower)
        expect(processOf(end.steps[position]?.worker ?? null)).not.toBe(follower.pid)
    } finally {
      process.kill(follower.pid, 'SIGCONT')
    }
    const before = await latestSteps(store)
    // It ends in good order, having noticed that its steps are gone.
    await follower.stop()
    expect((await latestSteps(store)).steps).toEqual(before.steps)
    const writes = [...writesPerContact(portal.server.state).values()]
    expect([writes.length, Math.max(...writes)]).toEqual([shopSize, 1])
  } finally {
    await store.close()
  }
})
