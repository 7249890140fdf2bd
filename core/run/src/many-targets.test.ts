import type { ConfigurationInput } from '@rapport/config'
import { mostSessions } from '@rapport/store'
import { expect, test } from 'vitest'
import { sync } from './sync.ts'
import { giveCustomers, openTestWorkspace, plainRun } from './testing/workspace.ts'

test('More targets are planned and written at once than the process has sessions of the database', async () => {
  await using opened = await openTestWorkspace()
  const names = Array.from({ length: mostSessions + 1 }, (_, index) => `crm${index}`)
  const all = <T>(value: T): Record<string, T> => Object.fromEntries(names.map((name) => [name, value]))
  const changes: ConfigurationInput = {
    connections: all({ connector: 'test' }),
    writeBack: all({ contact: ['orders'] }),
  }
  giveCustomers(opened.crm, 3)
  const result = await sync(opened.configured(changes), plainRun())
  expect(result).toMatchObject({ state: 'succeeded', message: null })
  expect(result.planIds).toHaveLength(names.length)
})
