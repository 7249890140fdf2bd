import { editRecords, seedSmall } from '@rapport/sandbox'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openHere, syncHere } from '../support/in-process.ts'
import { connect } from '../support/installation.ts'
import { openPortal } from '../support/portal.ts'

/** More than HubSpot's search ever shows of one answer. */
const many = 10_001

it('reads all of 10,001 contacts that were modified at one moment', async () => {
  const ids = Array.from({ length: many }, (_, index) => 1 + index)
  await using portal = await openPortal({
    seed: (state) =>
      seedSmall(state, {
        records: { contacts: ids.map((id) => ({ id, properties: { lifecyclestage: 'lead' } })) },
      }),
  })
  await using installation = await connect(portal)
  const first = await syncHere(installation)
  expect(first.state, first.message ?? '').toBe('succeeded')

  editRecords(portal.server.state, 'contacts', ids, { lifecyclestage: 'customer' })
  const second = await syncHere(installation)
  expect(second.state, second.message ?? '').toBe('succeeded')
  expect(second.read['hubspot/contact']).toBe(many)
  await using workspace = await openHere(installation)
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from contact where data->>'lifecycleStage' = 'customer'
  `.execute(workspace.store.db)
  expect(rows).toEqual([{ count: many }])
})
