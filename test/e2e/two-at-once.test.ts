import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { reachCall } from '../support/calls.ts'
import { writesPerContact } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

const shopSize = 60

it('lets the second of two syncs say who works and exit with 9, or wait for its turn with --wait', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  const { server } = portal
  await using installation = await connect(portal)
  // Slow enough that the first is still at work when the others have started.
  server.control.change({ latencyMs: 1_500 })
  const first = installation.start('sync', '--json')
  await reachCall(server, first, (log) => log.length > 0)
  const waiting = installation.start('sync', '--wait', '--json')

  const second = await installation.run('sync')
  expect(second.code, second.stderr).toBe(9)
  expect(second.stderr).toContain(`is being synced by process ${first.process.pid}@`)
  expect(second.stderr).toContain('run again with --wait')

  server.control.change({ latencyMs: 0 })
  const [done, waited] = await Promise.all([first.finished, waiting.finished])
  expect(done.code, done.stderr).toBe(0)
  expect(waited.code, waited.stderr).toBe(0)
  expect(done.json<RunResult>().written).toBe(shopSize)
  expect(waited.json<RunResult>()).toMatchObject({ runId: 2, state: 'succeeded', written: 0 })
  expect(Math.max(...writesPerContact(server.state).values())).toBe(1)
})
