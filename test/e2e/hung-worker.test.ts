import process from 'node:process'
import { requestRun } from '@rapport/run'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { writesPerContact } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { latestSteps, processOf, shareRun } from '../support/shared-run.ts'
import { startWorkerProcess } from '../support/worker-processes.ts'

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

test('What a worker that hangs has begun to write is seen to elsewhere; each record is written once', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const store = await installation.openStore()
  const workers = await Promise.all(
    [1, 2].map(() => startWorkerProcess(installation.folder, installation.environment)),
  )
  try {
    // Slow enough that it is seen to be writing.
    portal.server.control.change({ latencyMs: 500 })
    await requestRun(store.db, { connections: null, dryRun: false, confirm: false, requestedBy: 'test' })
    const writer = await vi.waitFor(
      async () => {
        const sending = await store.db
          .selectFrom('plan_item')
          .select('id')
          .where('state', '=', 'sending')
          .execute()
        expect(sending).toHaveLength(shopSize)
        const { steps } = await latestSteps(store)
        return processOf(steps.find(({ name }) => name === 'write contact')?.worker ?? null)
      },
      { ...patience, interval: 20 },
    )
    process.kill(writer, 'SIGSTOP')
    try {
      await vi.waitFor(() => expect(writesPerContact(portal.server.state).size).toBe(shopSize), patience)
      portal.server.control.change({ latencyMs: 0 })
      // As if it had said nothing for long.
      await sql`
        update run_step set updated_at = now() - interval '1 minute' where worker like ${`${writer}@%`}
      `.execute(store.db)
      await sql`
        update run set heartbeat_at = now() - interval '1 minute' where owner->>'pid' = ${String(writer)}
      `.execute(store.db)
      const { run } = await vi.waitFor(async () => {
        const seen = await latestSteps(store)
        expect(seen.request?.finished_at).not.toBeNull()
        return seen
      }, patience)
      expect(run).toMatchObject({ state: 'succeeded', error: null })
    } finally {
      process.kill(writer, 'SIGCONT')
    }
    await Promise.all(workers.map((worker) => worker.stop()))
    const lines = await store.db.selectFrom('plan_item').select('state').execute()
    expect(lines).toEqual(Array.from({ length: shopSize }, () => ({ state: 'applied' })))
    expect(new Set(writesPerContact(portal.server.state).values())).toEqual(new Set([1]))
  } finally {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))
    await store.close()
  }
})

test('What a suspended `rapport sync` was writing is seen to by the next run of a worker; each record is written once', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  await using installation = await connect(portal)
  const store = await installation.openStore()
  try {
    const update = { method: 'POST', path: '/crm/v3/objects/contacts/batch/update' } as const
    portal.server.control.fail({ ...update, fault: { kind: 'hang' } })
    const { process: suspended, finished } = installation.start('sync')
    await vi.waitFor(async () => {
      const lines = await store.db.selectFrom('plan_item').select('state').execute()
      expect(lines.filter(({ state }) => state === 'sending')).toHaveLength(shopSize)
    }, patience)
    suspended.kill('SIGSTOP')
    try {
      await using _worker = await startWorkerProcess(installation.folder, installation.environment)
      portal.server.control.clearFaults()
      // As if it had said nothing for long.
      await sql`update run set heartbeat_at = now() - interval '1 minute'`.execute(store.db)
      await requestRun(store.db, { connections: null, dryRun: false, confirm: false, requestedBy: 'test' })
      const { run } = await vi.waitFor(async () => {
        const seen = await latestSteps(store)
        expect(seen.request?.finished_at).not.toBeNull()
        return seen
      }, patience)
      expect(run).toMatchObject({ state: 'succeeded', error: null })
    } finally {
      suspended.kill('SIGCONT')
    }
    expect((await finished).code).not.toBe(0)
    const writes = [...writesPerContact(portal.server.state).values()]
    expect([writes.length, Math.max(...writes)]).toEqual([shopSize, 1])
  } finally {
    await store.close()
  }
})
