import type { ConfigurationInput } from '@rapport/config'
import { mostSessions } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { sync } from './sync.ts'
import { gate } from './testing/crm.ts'
import { type HeldTable, holdTable } from './testing/held-table.ts'
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

test('More targets are planned at once than the process has sessions of the database', async () => {
  await using opened = await openMany()
  const reading = gate()
  let plans: Promise<HeldTable> | null = null
  // Not before: what expired is blanked in plans when a run begins.
  opened.crm.beforeRecord = async () => {
    plans ??= holdTable(opened.workspace.store, 'plan')
    await plans
    reading.open()
  }
  const running = sync(opened.many, plainRun())
  await reading.reached
  await (await plans!).releaseToAll()
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
