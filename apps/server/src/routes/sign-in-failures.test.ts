import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { db } = server.workspace.store

test('failed sign-ins of days ago are removed by the next attempt, though nobody signs in well', async () => {
  const old = `email ${randomUUID()}`
  await sql`
    insert into rapport.sign_in_failure (subject, failures, first_at, last_at)
    values (${old}, 3, now() - interval '3 days', now() - interval '2 days')
  `.execute(db)
  const answer = await server.ask('/api/auth/sign-in/email', {
    method: 'POST',
    body: { email: `${randomUUID()}@example.com`, password: 'a guess' },
  })
  expect(answer.status).toBe(401)
  const rows = await db
    .selectFrom('rapport.sign_in_failure')
    .select('subject')
    .where('subject', '=', old)
    .execute()
  expect(rows).toEqual([])
})
