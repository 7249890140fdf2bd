import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { givePlace, giveReviews } from '../../../../core/score/src/testing/reviews.ts'
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
      detail: expect.stringContaining('npx rapport serve --statement-timeout'),
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

test('a decision on a place, and taking it back, may take longer: it is not stored and then answered as if it were not', async () => {
  const owner = await server.signIn('owner')
  const { store } = server.workspace
  await givePlace(store, 'cafe', { name: 'Harbour café' })
  await giveReviews(store, [{ id: 'one' }])
  /** Places cannot be linked until a statement next to it has been ended. */
  const whileLinksWait = async (ask: () => Promise<Response>): Promise<Response> => {
    const { asked } = await store.db.transaction().execute(async (transaction) => {
      await sql`lock table place_link in exclusive mode`.execute(transaction)
      await sql`lock table reject in access exclusive mode`.execute(transaction)
      const asked = ask()
      for (let ended = 0; ended < 4; ended += 1) await owner.ask('/api/rejects')
      return { asked }
    })
    return asked
  }
  const address = `/api/places/${encodeURIComponent('google/place:cafe')}/company`
  const decided = await whileLinksWait(() => owner.ask(address, { method: 'PUT', body: { company: null } }))
  expect(decided.status).toBe(200)
  const { decision } = (await decided.json()) as { decision: number }
  const undone = await whileLinksWait(() =>
    owner.ask(`/api/place-decisions/${decision}`, { method: 'DELETE' }),
  )
  expect(undone.status).toBe(204)
})
