import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

const shopSize = 80

it('stops a plan that changes every value, writes nothing, and writes with --confirm', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  const { server } = portal
  await using installation = await connect(portal)
  expect((await installation.run('sync')).code).toBe(0)
  const before = writtenFields(server.state)
  await installation.configure((input) => ({
    ...input,
    metrics: { ...input.metrics, value: { margin: 0.6 } },
  }))
  server.control.resetLog()

  const stopped = await installation.run('sync', '--json')
  expect(stopped.code, stopped.stderr).toBe(8)
  expect(stopped.json<RunResult>()).toMatchObject({ state: 'stopped', written: 0 })
  expect(stopped.stderr).toContain(`${shopSize} of the ${shopSize} records that hold a Rapport value`)
  expect(stopped.stderr).toContain('nothing was written')
  expect(server.control.counters().recordsWritten).toBe(0)
  expect(writtenFields(server.state)).toEqual(before)

  const confirmed = await installation.run('sync', '--confirm', '--json')
  expect(confirmed.code, confirmed.stderr).toBe(0)
  expect(confirmed.json<RunResult>().written).toBe(shopSize)
  for (const [id, { rapport_clv }] of Object.entries(writtenFields(server.state))) {
    expect(Number(rapport_clv), id).toBeCloseTo(2 * Number(before[id]?.rapport_clv), 1)
  }
})
