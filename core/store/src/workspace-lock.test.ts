import { hostname } from 'node:os'
import process from 'node:process'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { BusyError, StoreError } from './errors.ts'
import { heldSteps } from './step-locks.ts'
import { endingIdleSessions, untilIdleSessionsEnd } from './testing/idle-sessions.ts'
import { openNamedSessions } from './testing/named-sessions.ts'
import { openTestWorkspace } from './testing/workspace.ts'
import { lockWorkspace, takeWorkspaceAway, workingProcess } from './workspace-lock.ts'

const workspace = await openTestWorkspace()
const other = await openTestWorkspace()
afterAll(async () => {
  await workspace[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})
const { store } = workspace

test('a second holder is told who works on the workspace and what to do', async () => {
  const lock = await lockWorkspace(store)
  const refused = await lockWorkspace(store).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(BusyError)
  expect((refused as Error).message).toContain(
    `"${store.workspace}" is being synced by process ${process.pid}@${hostname()}`,
  )
  expect((refused as Error).message).toContain('wait for it, or run again with --wait')
  await lock.release()
})

test('the workspace is free again after a release', async () => {
  await (await lockWorkspace(store)).release()
  await (await lockWorkspace(store)).release()
})

test('a release may be asked for twice', async () => {
  const lock = await lockWorkspace(store)
  await lock.release()
  await expect(lock.release()).resolves.toBeUndefined()
})

test('two workspaces are worked on at the same time', async () => {
  const mine = await lockWorkspace(store)
  const theirs = await lockWorkspace(other.store)
  await mine.release()
  await theirs.release()
})

test('the holder is named also where the connection string has an application name of its own', async () => {
  const url = new URL(store.url)
  url.searchParams.set('application_name', 'something else')
  const lock = await lockWorkspace({ ...store, url: url.href })
  await expect(lockWorkspace(store)).rejects.toThrow(`process ${process.pid}@`)
  await lock.release()
})

/** Ends the session of this process that holds the workspace, as a server that restarts does. */
async function endHoldingSession(): Promise<void> {
  const admin = new pg.Client({ connectionString: store.url })
  await admin.connect()
  await admin.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and application_name like $1 and objid = (hashtext($2)::bigint & 4294967295)::oid`,
    [`rapport sync ${process.pid}@%`, `rapport-sync-${store.workspace}`],
  )
  await admin.end()
}

test("the lock ends with its holder's connection", async () => {
  await lockWorkspace(store)
  await endHoldingSession()
  const lock = await vi.waitFor(() => lockWorkspace(store), { timeout: 10_000 })
  await lock.release()
})

test('the holder is told when its connection is lost, with what to do, and may still release', async () => {
  const lock = await lockWorkspace(store)
  const told = new Promise((resolve) => lock.lost.addEventListener('abort', resolve, { once: true }))
  expect(lock.lost.aborted).toBe(false)
  await endHoldingSession()
  await told
  expect(lock.lost.reason).toBeInstanceOf(StoreError)
  expect(lock.lost.reason.message).toMatch(
    /^the connection to the database was lost, and with it the hold on the workspace.+run again/,
  )
  await expect(lock.release()).resolves.toBeUndefined()
})

test('a lock that was released is not lost', async () => {
  const lock = await lockWorkspace(store)
  await lock.release()
  expect(lock.lost.aborted).toBe(false)
})

test('a database that cannot be reached is said in words', async () => {
  const gone = lockWorkspace({ ...store, url: 'postgres://rapport:secret@127.0.0.1:1/postgres' })
  await expect(gone).rejects.toThrow(StoreError)
  await expect(gone).rejects.toThrow(/cannot be reached: check that it runs/)
})

test('a server that ends idle sessions does not end the lock, also where DATABASE_URL has options of its own', async () => {
  const url = endingIdleSessions(store.url)
  const lock = await lockWorkspace({ ...store, url })
  await untilIdleSessionsEnd(url)
  await expect(lockWorkspace(store)).rejects.toThrow(BusyError)
  expect(lock.lost.aborted).toBe(false)
  await lock.release()
})

test.each(['short', 'ip-10-0-12-34.eu-central-1.compute.internal.of.a.very.long.name'])(
  'who leads a run on the host %s and says nothing has its steps, plans and open transactions taken away with the workspace',
  async (host) => {
    const { url, workspace: name } = store
    const worker = `rapport worker ${name.slice(0, 24)}`
    const others = [`rapport sync 71@${host}`, `${worker} 71@${host}`, `rapport 71@${host}`]
    const its = [`rapport sync 7@${host}`, `${worker} 7@${host}`, `rapport 7@${host}`]
    const elsewhere = `rapport worker ${other.store.workspace.slice(0, 24)} 7@${host}`
    await using sessions = await openNamedSessions(url, [...its, ...others, elsewhere])
    const [sync, steps, work, , othersSteps, othersWork, stepsElsewhere] = sessions.clients
    await sync?.query('select pg_advisory_lock(hashtext($1))', [`rapport-sync-${name}`])
    const hold = (client: pg.Client | undefined, workspaceName: string, step: string) =>
      client?.query('select pg_advisory_lock(hashtext($1), hashtext($2))', [
        `rapport-step-${workspaceName}`,
        step,
      ])
    await hold(steps, name, 'plan 1')
    await hold(othersSteps, name, 'plan 2')
    await hold(stepsElsewhere, other.store.workspace, 'plan 1')
    for (const client of [work, othersWork]) await client?.query('begin')

    await takeWorkspaceAway(store, `71@${host}`)
    expect(await workingProcess(store)).not.toBeNull()
    await takeWorkspaceAway(store, `7@${host}`)
    expect(await heldSteps(store, ['plan 1', 'plan 2'])).toEqual(new Set(['plan 2']))
    await vi.waitFor(() => expect(sessions.stillOpen()).toEqual([...others, elsewhere]))
  },
)
