import { setTimeout as pause } from 'node:timers/promises'
import type { ConfigurationInput } from '@rapport/config'
import { mostSessions, type Store } from '@rapport/store'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { sync } from './sync.ts'
import { gate } from './testing/crm.ts'
import { giveCustomers, openTestWorkspace, plainRun } from './testing/workspace.ts'

/** More than the process has sessions of the database. */
const targets = mostSessions + 1

/** A workspace of so many connections, each with contacts that are written to. */
async function openMany() {
  const opened = await openTestWorkspace()
  const names = Array.from({ length: targets }, (_, index) => `crm${index}`)
  const all = <T>(value: T): Record<string, T> => Object.fromEntries(names.map((name) => [name, value]))
  const changes: ConfigurationInput = {
    connections: all({ connector: 'test' }),
    writeBack: all({ contact: ['orders'] }),
  }
  giveCustomers(opened.crm, 3)
  return { ...opened, many: opened.configured(changes) }
}

/** Keeps plans from being made, while they can be looked at. */
async function holdPlans({ url, workspace }: Store): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ws_${workspace}.plan in share row exclusive mode`)
  return client
}

test('More targets are planned at once than the process has sessions of the database', async () => {
  await using opened = await openMany()
  const { store } = opened.workspace
  const reading = gate()
  let holding: Promise<pg.Client> | null = null
  // Not before: what expired is blanked in plans when a run begins.
  opened.crm.beforeRecord = async () => {
    holding ??= holdPlans(store)
    await holding
    reading.open()
  }
  const running = sync(opened.many, plainRun())
  await reading.reached
  const holder = await holding!
  await vi.waitFor(
    async () => {
      const { rows } = await holder.query(
        'select from pg_locks where not granted and relation = $1::regclass',
        [`ws_${store.workspace}.plan`],
      )
      expect(rows.length).toBeGreaterThan(1)
    },
    { timeout: 30_000, interval: 50 },
  )
  // All that are planned at once come to wait here.
  await pause(500)
  await holder.query('rollback')
  await holder.end()
  const result = await running
  expect(result).toMatchObject({ state: 'succeeded', message: null })
  expect(result.planIds).toHaveLength(targets)
})

test('More targets are written at once than the process has sessions of the database', async () => {
  await using opened = await openMany()
  const { crm, many } = opened
  const all = gate()
  let underWay = 0
  crm.aroundWrite = async (moment) => {
    if (moment === 'after') return
    underWay += 1
    if (underWay === targets) all.open()
    await all.reached
  }
  expect(await sync(many, plainRun())).toMatchObject({ state: 'succeeded', message: null })
  const { rows } = await sql`select from plan where state = 'applied'`.execute(many.store.db)
  expect(rows).toHaveLength(targets)
})
