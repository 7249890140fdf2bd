import { expect, test, vi } from 'vitest'
import { openTellingWorkspace } from '../testing/told.ts'
import { startWorker } from '../worker/start-worker.ts'

test('a worker reads what it is told of and has it scored, without a sync', async () => {
  await using told = await openTellingWorkspace()
  const { store } = told.workspace
  told.contacts.set('c1', { name: 'Ann' })
  await told.tell('c1')
  const worker = await startWorker({
    workspaces: async () => told.workspace,
    store,
    signal: new AbortController().signal,
    isScheduling: false,
  })
  try {
    const request = await vi.waitFor(
      async () => {
        const found = await store.db.selectFrom('run_request').selectAll().executeTakeFirstOrThrow()
        expect(found.finished_at).not.toBeNull()
        return found
      },
      { timeout: 20_000, interval: 50 },
    )
    expect(request).toMatchObject({ requested_by: 'webhooks', stages: ['resolve', 'score'], state: 'done' })
    expect(await store.db.selectFrom('customer').select('name').execute()).toEqual([{ name: 'Ann' }])
  } finally {
    await worker.stop()
  }
})
