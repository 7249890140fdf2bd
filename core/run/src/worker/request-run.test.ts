import { mostSessions } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { expect, test } from 'vitest'
import { holdTable } from '../testing/held-table.ts'
import { listRequests } from './request-records.ts'
import { requestRun } from './request-run.ts'

const wanted = { connections: null, dryRun: true, confirm: false, requestedBy: 'ann' }

test('More runs are asked for at once than the process has sessions of the database', async () => {
  await using opened = await openTestWorkspace()
  const { store } = opened
  await requestRun(store.db, wanted)
  const held = await holdTable(store, 'run_request')
  const asked = Promise.all(Array.from({ length: mostSessions + 1 }, () => requestRun(store.db, wanted)))
  await held.releaseToAll()
  await asked
  expect(await listRequests(store.db, 99)).toHaveLength(mostSessions + 2)
})
