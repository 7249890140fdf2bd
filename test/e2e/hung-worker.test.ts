import process from 'node:process'
import { listRequests, requestRun, showRun } from '@rapport/run'
import type { Store } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { writesPerContact } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { startWorkerProcess } from '../support/worker-processes.ts'

const shopSize = 20
const patience = { timeout: 120_000, interval: 100 }

async function stepsOf(store: Store) {
  const [request] = await listRequests(store.db, 1)
  const run = await showRun(store.db, request?.run_id ?? 0)
  return { request, run, steps: run?.steps ?? [] }
}

const processOf = (worker: string | null): number => Number(worker?.split('@')[0] ?? 0)

test('What a worker that hangs has begun goes on elsewhere; when it wakes up it changes nothing', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const store = await installation.openStore()
  try {
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
    const follower = Number(run?.owner?.pid) === one.pid ? two : one
    process.kill(follower.pid, 'SIGSTOP')
    try {
      const ofFollower = steps.filter(
        ({ worker, state }) => state === 'running' && processOf(worker) === follower.pid,
      )
      expect(ofFollower).not.toEqual([])
      // As if it had said nothing for long.
      await sql`
        update run_step set updated_at = now() - interval '1 minute'
        where state = 'running' and worker like ${`${follower.pid}@%`}
      `.execute(store.db)
      portal.server.control.change({ latencyMs: 0 })
      const end = await vi.waitFor(async () => {
        const seen = await stepsOf(store)
        expect(seen.request?.finished_at).not.toBeNull()
        return seen
      }, patience)
      expect(end.run).toMatchObject({ state: 'succeeded', summary: { written: shopSize } })
      for (const { position } of ofFollower)
        expect(processOf(end.steps[position]?.worker ?? null)).not.toBe(follower.pid)
    } finally {
      process.kill(follower.pid, 'SIGCONT')
    }
    const before = await stepsOf(store)
    // It ends in good order, having noticed that its steps are gone.
    await follower.stop()
    expect((await stepsOf(store)).steps).toEqual(before.steps)
    const writes = [...writesPerContact(portal.server.state).values()]
    expect([writes.length, Math.max(...writes)]).toEqual([shopSize, 1])
  } finally {
    await store.close()
  }
})
