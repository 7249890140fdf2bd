import { expect, test, vi } from 'vitest'
import { heldSteps, openStepLocks, takeStepAway } from './step-locks.ts'
import { endingIdleSessions, untilIdleSessionsEnd } from './testing/idle-sessions.ts'
import { openNamedSessions } from './testing/named-sessions.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const longHost = 'ip-10-0-12-34.eu-central-1.compute.internal.of.a.very.long.name'

test.each(['short', longHost])(
  'what a silent worker of the host %s holds open ends with its hold, and no other worker’s',
  async (host) => {
    await using workspace = await openTestWorkspace()
    const { url, workspace: name } = workspace.store
    const names = [
      `rapport worker ${name.slice(0, 24)} 1234567@${host}`,
      `rapport 1234567@${host}`,
      `rapport 12345678@${host}`,
    ]
    await using sessions = await openNamedSessions(url, names)
    const [holder, own, others] = sessions.clients
    await holder?.query('select pg_try_advisory_lock(hashtext($1), hashtext($2))', [
      `rapport-step-${name}`,
      'extract:1',
    ])
    for (const client of [own, others]) await client?.query('begin')

    await takeStepAway(workspace.store, 'extract:1')
    await vi.waitFor(() => expect(sessions.stillOpen()).toEqual([names[2]]))
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
