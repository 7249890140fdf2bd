import { hostname } from 'node:os'
import process from 'node:process'
import { lockWorkspace } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { doctor, type Finding } from './doctor.ts'
import { refusedSignIn } from './testing/crm.ts'
import { giveCustomers, openTestWorkspace, type TestWorkspace, wonDeal } from './testing/workspace.ts'

async function findings({ workspace }: TestWorkspace): Promise<Record<string, Finding>> {
  return Object.fromEntries((await doctor(workspace)).map((finding) => [finding.name, finding]))
}

async function unfinishedRun({ workspace }: TestWorkspace): Promise<number> {
  const { id } = await workspace.store.db
    .insertInto('run')
    .values({ kind: 'sync', state: 'running', dry_run: false })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

test('Before the first run there is nothing to complain of', async () => {
  await using opened = await openTestWorkspace()
  const found = await findings(opened)
  expect(found).toMatchObject({
    database: { ok: true, detail: expect.stringMatching(/^Postgres \d+/) },
    schema: { ok: true, detail: expect.stringMatching(/^ws_\w+: \d{4}-[a-z-]+$/) },
    'workspace lock': { ok: true, detail: 'none: nobody works on this workspace' },
    'stuck runs': { ok: true, detail: 'none' },
    'last run': { ok: true, detail: 'none yet: run npx rapport sync' },
    'set aside': { ok: true, detail: 'no record' },
  })
  expect(found['largest tables']?.detail).toMatch(/ MB/)
})

test('A run that is not finished while nobody works on the workspace is stuck', async () => {
  await using opened = await openTestWorkspace()
  await using other = await openTestWorkspace()
  const id = await unfinishedRun(opened)
  // Work on another workspace is no sign of life.
  const lock = await lockWorkspace(other.workspace.store)
  expect((await findings(opened))['stuck runs']).toEqual({
    name: 'stuck runs',
    ok: false,
    detail: `run ${id} was interrupted: run npx rapport sync to go on from its checkpoints`,
  })
  await lock.release()
})

test('A run at work is not stuck', async () => {
  await using opened = await openTestWorkspace()
  const id = await unfinishedRun(opened)
  const lock = await lockWorkspace(opened.workspace.store)
  expect(await findings(opened)).toMatchObject({
    'stuck runs': { ok: true, detail: `none; run ${id} is at work` },
    'workspace lock': { ok: true, detail: `held by process ${process.pid}@${hostname()}` },
  })
  await lock.release()
})

test('Records that were set aside are counted by stage', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  opened.crm.give('deal', [
    { ...wonDeal('unreadable', 'c01', 5), amount: 'a lot' },
    { ...wonDeal('unpriced', 'c01', 5), amount: null },
    { ...wonDeal('orphan', 'c01', 5), contacts: [] },
  ])
  await opened.sync()
  expect(await findings(opened)).toMatchObject({
    'set aside': {
      ok: false,
      detail: '1 in extract, 1 in identity, 1 in score: see npx rapport rejects for the reasons',
    },
    'last run': { ok: true, detail: expect.stringMatching(/^run 1 partial at /) },
  })
})

test('The last run is named with its reason where it failed', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  opened.crm.beforeRecord = () => {
    throw refusedSignIn()
  }
  await opened.sync()
  expect((await findings(opened))['last run']).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/^run 1 failed at .*: the token was refused$/),
  })
})

test('The budgets are those that the connections now spend from, under the names of the connections', async () => {
  await using opened = await openTestWorkspace()
  const { store, config } = opened.workspace
  const [connection = ''] = Object.keys(config.connections)
  const tag = `vendor:${store.workspace}`
  const before = await unfinishedRun(opened)
  const now = await unfinishedRun(opened)
  for (const [runId, account] of [
    [before, `${tag}-left`],
    [now, `${tag}-now`],
  ] as const) {
    await store.db
      .insertInto('run_step')
      .values({ run_id: runId, position: 0, name: 'extract', state: 'succeeded', connection, account })
      .execute()
  }
  for (const account of [`${tag}-left`, `${tag}-now`, `${tag}-of-others`]) {
    await sql`
      insert into rapport.budget (account, name, requests, per_ms, tokens, updated_at, blocked_until)
      values (${account}, 'general', 190, 10000, 190, now(), ${account.endsWith('now') ? new Date(Date.now() + 60_000) : null})
    `.execute(store.db)
  }
  expect((await findings(opened)).budgets).toEqual({
    name: 'budgets',
    ok: false,
    detail: `${connection} general 190 per 10 s (blocked by a 429)`,
  })
})
