import { expect, it } from 'vitest'
import { hasWritten, reachCall } from '../support/calls.ts'
import { writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'

const shopSize = 60
const batch = '/crm/v3/objects/contacts/batch'

it('what a killed sync was writing can be reverted at once: it is read back first', async () => {
  await using portal = await openPortal({ seed: seedShop(shopSize) })
  const { server } = portal
  await using installation = await connect(portal)
  // The one batch is written, and nobody hears of it: the answer is lost, and reading it back takes for ever.
  server.control.fail(
    { method: 'POST', path: `${batch}/update`, fault: { kind: 'reset-after-commit' } },
    { method: 'POST', path: `${batch}/read`, skip: 1, fault: { kind: 'hang' } },
  )
  const running = installation.start('sync')
  await reachCall(server, running, hasWritten)
  running.process.kill('SIGKILL')
  await running.finished
  server.control.clearFaults()
  expect(Object.values(writtenFields(server.state)).flatMap(Object.keys)).not.toEqual([])

  const one = await installation.run('revert', 'hubspot/contact:1001', '--json')
  expect(one.code, one.stderr).toBe(0)
  expect(one.json()).toMatchObject({ applied: 1 })
  const others = await installation.run('revert', '1', '--json')
  expect(others.code, others.stderr).toBe(0)
  expect(others.json()).toMatchObject({ applied: shopSize - 1, refused: 0, rejected: 0, gone: 0 })
  expect(Object.values(writtenFields(server.state)).flatMap(Object.keys)).toEqual([])
})
