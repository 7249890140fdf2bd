import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ statementTimeoutMs: 250 })
afterAll(() => server[Symbol.asyncDispose]())

/** Holds a table against all others while something is done. */
async function whileHeld<T>(table: string, work: () => Promise<T>): Promise<T> {
  return server.workspace.store.db.transaction().execute(async (transaction) => {
    await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(transaction)
    return work()
  })
}

test('a read that takes longer than people wait is ended, and answered with what to do', async () => {
  const analyst = await server.signIn('analyst')
  const answer = await whileHeld('reject', () => analyst.ask('/api/rejects'))
  expect([answer.status, await answer.json()]).toEqual([
    504,
    expect.objectContaining({
      type: '/problems/query-timeout',
      detail: expect.stringContaining('rapport serve --statement-timeout'),
    }),
  ])
  expect((await analyst.ask('/api/rejects')).status).toBe(200)
})

test('an export may take longer', async () => {
  const analyst = await server.signIn('analyst')
  const { db } = server.workspace.store
  const begun = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const held = db.transaction().execute(async (transaction) => {
    await sql`lock table reject in access exclusive mode`.execute(transaction)
    begun.resolve()
    await release.promise
  })
  await begun.promise
  const exporting = analyst.ask('/api/rejects/export').then((answer) => answer.text())
  // The list next to it waits for the same table, and is ended before the export may begin.
  expect((await analyst.ask('/api/rejects')).status).toBe(504)
  release.resolve()
  await held
  expect(await exporting).toMatch(/^record,stage,reason/)
})
