import type { Explanation } from '@rapport/run'
import { expect, it } from 'vitest'
import { writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedDeals, seedShop } from '../support/portal.ts'

const twice = {
  9001: { email: 'Ada@shop.example', firstname: 'Ada' },
  9002: { email: 'ada@shop.example', firstname: 'Ada', lastname: 'Again' },
}
const deals = [
  { id: 90_001, contact: 9001, properties: { amount: '100', closedate: '2024-02-01T00:00:00Z' } },
  { id: 90_002, contact: 9001, properties: { amount: '40', closedate: '2024-05-01T00:00:00Z' } },
  { id: 90_003, contact: 9002, properties: { amount: '60', closedate: '2024-09-01T00:00:00Z' } },
]

it('treats two contacts with one e-mail address as one customer whose deals count once each', async () => {
  await using portal = await openPortal({
    seed: (state) => {
      seedShop(60)(state)
      seedDeals(twice, deals)(state)
    },
  })
  await using installation = await connect(portal)
  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(0)
  expect(sync.json<{ customers: number }>().customers).toBe(61)

  const fields = writtenFields(portal.server.state)
  expect(fields[9001]?.rapport_clv).toMatch(/\d/)
  expect(fields[9001]).toEqual(fields[9002])

  const [one, other] = [
    (await installation.run('explain', 'hubspot/contact:9001', '--json')).json<Explanation>(),
    (await installation.run('explain', 'hubspot/contact:9002', '--json')).json<Explanation>(),
  ]
  expect(one.occasions.flatMap((occasion) => occasion.deals)).toEqual(
    deals.map(({ id }) => `hubspot/deal:${id}`),
  )
  expect(other.occasions).toEqual(one.occasions)
  expect(one.identity.members.map(({ record }) => record).sort()).toEqual([
    'hubspot/contact:9001',
    'hubspot/contact:9002',
  ])
  expect(one.lines.join('\n')).toMatch(/contact:900[12].*e-mail.*ada@shop\.example/)
})
