import { setTimeout as pause } from 'node:timers/promises'
import { mostSessions } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { listRequests } from './request-records.ts'
import { requestRun } from './request-run.ts'

const wanted = { connections: null, dryRun: true, confirm: false, requestedBy: 'ann' }

test('More runs are asked for at once than the process has sessions of the database', async () => {
  await using opened = await openTestWorkspace()
  const { db, url, workspace } = opened.store
  await requestRun(db, wanted)
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  await holder.query('begin')
  await holder.query(`lock table ws_${workspace}.run_request in share row exclusive mode`)
  const asked = Promise.all(Array.from({ length: mostSessions + 1 }, () => requestRun(db, wanted)))
  await vi.waitFor(
    async () => {
      const { rows } = await holder.query(
        'select from pg_locks where not granted and relation = $1::regclass',
        [`ws_${workspace}.run_request`],
      )
      expect(rows.length).toBeGreaterThan(1)
    },
    { timeout: 30_000, interval: 50 },
  )
  // All that have come so far wait here.
  await pause(500)
  await holder.query('rollback')
  await holder.end()
  await asked
  expect(await listRequests(db, 99)).toHaveLength(mostSessions + 2)
})
