import type { RunResult } from '@rapport/run'
import { editRecords } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, type Portal, seedShop } from '../support/portal.ts'

const contact = 1001

/** Archives a property, as a person does in HubSpot's settings: its values come back when it is created again. */
async function archiveProperty({ server, token }: Portal): Promise<void> {
  const response = await fetch(`${server.baseUrl}/crm/v3/properties/contacts/rapport_clv_high`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  })
  expect(response.status).toBe(204)
}

it.concurrent('a revert that restores an archived property puts back what stood there: its values are no edits', async () => {
  await using portal = await openPortal({ seed: seedShop(3) })
  await using installation = await connect(portal)
  const { planIds } = (await installation.run('sync', '--json')).json<RunResult>()
  await archiveProperty(portal)
  const reverted = await installation.run('revert', String(planIds[0]), '--json')
  expect(reverted.code, reverted.stderr).toBe(0)
  expect(reverted.json()).toMatchObject({ applied: 3, refused: 0 })
  for (const fields of Object.values(writtenFields(portal.server.state))) {
    expect(fields.rapport_clv_high ?? '').toBe('')
  }
})

it.concurrent('a sync that restores an archived property finds its values as they were, and keeps later edits of them', async () => {
  await using portal = await openPortal({ seed: seedShop(3) })
  const { state } = portal.server
  await using installation = await connect(portal)
  await installation.run('sync')
  const before = writtenFields(state)
  await archiveProperty(portal)
  // Read while the property is away, so that the record seems to hold nothing.
  editRecords(state, 'contacts', [contact], { phone: '+49 30 1' })
  const restored = await installation.run('sync', '--json')
  expect(restored.json()).toMatchObject({ written: 0, drifted: 0 })
  expect(writtenFields(state)).toEqual(before)

  editRecords(state, 'contacts', [contact], { rapport_clv_high: '777' })
  expect((await installation.run('sync', '--json')).json()).toMatchObject({ written: 0, drifted: 1 })
  expect(writtenFields(state)[contact]?.rapport_clv_high).toBe('777')
})
