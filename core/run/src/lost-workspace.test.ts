import { setTimeout } from 'node:timers/promises'
import { workingProcess } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { showRun } from './run-records.ts'
import { untilAborted } from './testing/crm.ts'
import { giveCustomers, openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

/** Ends the database session that holds the workspace, as a firewall or a restarted server does. */
async function loseWorkspace({ workspace }: TestWorkspace): Promise<void> {
  const name = `rapport-sync-${workspace.store.workspace}`
  await sql`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted and objid = (hashtext(${name})::bigint & 4294967295)::oid
  `.execute(workspace.store.db)
}

const lost = /^the connection to the database was lost, and with it the hold on the workspace.+run again/

test('A run that loses the workspace while it reads fails and says so, and writes nothing', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  opened.crm.beforeRecord = async (_entity, _id, ctx) => {
    await loseWorkspace(opened)
    await untilAborted(ctx.signal)
  }
  const result = await opened.sync()
  expect(result).toMatchObject({ state: 'failed', failure: 'error', written: 0 })
  expect(result.message).toMatch(lost)
  opened.crm.beforeRecord = () => {}
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 3 })
})

test('A run that loses the workspace while it writes begins no further batch, and the next one writes only the rest', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 60)
  let batches = 0
  crm.aroundWrite = async (moment) => {
    if (moment === 'after') return
    batches += 1
    if (batches > 1) return untilLost
    await loseWorkspace(opened)
    await vi.waitFor(async () => expect(await workingProcess(workspace.store)).toBeNull())
    // The end of the session has arrived; this lets it be read.
    await setTimeout(50)
    reallyLost()
  }
  const { promise: untilLost, resolve: reallyLost } = Promise.withResolvers<void>()
  const result = await opened.sync()
  expect(result).toMatchObject({ state: 'failed', message: expect.stringMatching(lost) })
  const run = await showRun(workspace.store.db, result.runId)
  expect(run?.steps.at(-1)).toMatchObject({ name: 'write contact', error: expect.stringMatching(lost) })
  expect(crm.writes).toBeLessThan(60)
  crm.aroundWrite = () => {}
  expect(await opened.sync()).toMatchObject({ state: 'succeeded' })
  expect(crm.writes).toBe(60)
  expect(crm.held.get('c60')).toMatchObject({ clv: 600 })
})
