import { sql } from 'kysely'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { heldSteps, openStepLocks, takeStepAway } from './step-locks.ts'
import { endingIdleSessions, untilIdleSessionsEnd } from './testing/idle-sessions.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const longHost = 'ip-10-0-12-34.eu-central-1.compute.internal.of.a.very.long.name'

test.each(['short', longHost])(
  'what a silent worker of the host %s holds open ends with its hold, and no other worker’s',
  async (host) => {
    await using workspace = await openTestWorkspace()
    const { url, workspace: name } = workspace.store
    const clients: pg.Client[] = []
    const open = async (application: string): Promise<number> => {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      clients.push(client)
      await client.connect()
      await client.query('select set_config($1, $2, false)', ['application_name', application])
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      return rows[0]?.pid ?? 0
    }
    const pids = [
      await open(`rapport worker ${name.slice(0, 24)} 1234567@${host}`),
      await open(`rapport 1234567@${host}`),
      await open(`rapport 12345678@${host}`),
    ]
    const [holder, own, others] = clients
    await holder?.query('select pg_try_advisory_lock(hashtext($1), hashtext($2))', [
      `rapport-step-${name}`,
      'extract:1',
    ])
    for (const client of [own, others]) await client?.query('begin')

    await takeStepAway(workspace.store, 'extract:1')
    await vi.waitFor(async () => {
      const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where pid = any(${pids}::int[])
    `.execute(workspace.store.db)
      expect(rows).toEqual([{ pid: pids[2] }])
    })
    for (const client of clients) await client.end().catch(() => {})
  },
)

test('a server that ends idle sessions does not end the hold on a step, also where DATABASE_URL has options of its own', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  const url = endingIdleSessions(store.url)
  const locks = await openStepLocks({ ...store, url })
  await locks.take('extract:1')
  await untilIdleSessionsEnd(url)
  expect(await heldSteps(store, ['extract:1'])).toEqual(new Set(['extract:1']))
  expect(locks.lost.aborted).toBe(false)
  await locks.close()
})
