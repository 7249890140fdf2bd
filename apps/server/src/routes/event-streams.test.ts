import { afterAll, expect, test, vi } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

test('a person has ten event streams at most; one that is closed makes room for another', async () => {
  const { id } = await server.workspace.store.db
    .insertInto('run')
    .values({ kind: 'sync', state: 'running', dry_run: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  const [analyst, other] = [await server.signIn('analyst'), await server.signIn('analyst')]
  const open = async (cookie: string) => {
    const leaving = new AbortController()
    const answer = await fetch(`${server.running.url}/api/runs/${id}/events`, {
      headers: { cookie },
      signal: leaving.signal,
    })
    return { answer, leave: () => leaving.abort() }
  }
  const streams = await Promise.all(Array.from({ length: 10 }, () => open(analyst.cookie)))
  expect(streams.map(({ answer }) => answer.status)).toEqual(Array(10).fill(200))
  const eleventh = await open(analyst.cookie)
  expect([eleventh.answer.status, await eleventh.answer.json()]).toMatchObject([
    429,
    { type: '/problems/too-many-streams' },
  ])
  const ofOther = await open(other.cookie)
  expect(ofOther.answer.status).toBe(200)

  streams[0]?.leave()
  const again = await vi.waitFor(async () => {
    const opened = await open(analyst.cookie)
    expect(opened.answer.status).toBe(200)
    return opened
  })
  for (const { leave } of [...streams.slice(1), again, ofOther]) leave()
})
