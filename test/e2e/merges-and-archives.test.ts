import type { Explanation, RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { ask } from '../support/calls.ts'
import { writtenFields } from '../support/end-state.ts'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, seedDeals, seedShop } from '../support/portal.ts'

const survivor = 9001
const mergedAway = 9002
const archived = 9003
const untouched = 9004
const people = {
  [survivor]: { email: 'survivor@shop.example' },
  [mergedAway]: { email: 'merged-away@shop.example' },
  [archived]: { email: 'archived@shop.example' },
  [untouched]: { email: 'untouched@shop.example' },
}
const deals = [
  { id: 90_001, contact: survivor, properties: { amount: '100', closedate: '2024-02-01T00:00:00Z' } },
  { id: 90_002, contact: mergedAway, properties: { amount: '300', closedate: '2024-08-01T00:00:00Z' } },
  { id: 90_003, contact: mergedAway, properties: { amount: '300', closedate: '2024-11-01T00:00:00Z' } },
  { id: 90_004, contact: archived, properties: { amount: '50', closedate: '2024-03-01T00:00:00Z' } },
  { id: 90_005, contact: untouched, properties: { amount: '50', closedate: '2024-03-01T00:00:00Z' } },
]

async function explained(installation: Installation, id: number): Promise<Explanation> {
  const { stdout, json } = await installation.run('explain', `hubspot/contact:${id}`, '--json')
  expect(stdout).not.toBe('')
  return json<Explanation>()
}

it('follows a merge and an archive in HubSpot with customers, scores and what is written', async () => {
  await using portal = await openPortal({
    seed: (state) => {
      seedShop(60)(state)
      seedDeals(people, deals)(state)
    },
  })
  const { server } = portal
  await using installation = await connect(portal)
  const first = await installation.run('sync', '--json')
  expect(first.json<RunResult>()).toMatchObject({ state: 'succeeded', customers: 64 })
  const before = writtenFields(server.state)

  await ask(portal, 'POST', '/crm/v3/objects/contacts/merge', {
    primaryObjectId: String(survivor),
    objectIdToMerge: String(mergedAway),
  })
  await ask(portal, 'DELETE', `/crm/v3/objects/contacts/${archived}`)
  server.control.resetLog()
  const second = await installation.run('sync', '--json')
  // The deal of the archived contact belongs to nobody now: it is listed.
  expect(second.code, second.stderr).toBe(3)
  expect(second.json<RunResult>()).toMatchObject({ state: 'partial', rejected: 1 })

  const merged = await explained(installation, survivor)
  expect(merged.occasions.flatMap((occasion) => occasion.deals)).toEqual(
    [90_001, 90_002, 90_003].map((id) => `hubspot/deal:${id}`),
  )
  expect((await explained(installation, mergedAway)).identity.customer).toEqual(merged.identity.customer)
  const after = writtenFields(server.state)
  expect(Number(after[survivor]?.rapport_clv)).toBeGreaterThan(Number(before[survivor]?.rapport_clv))
  expect(merged.score?.values).toMatchObject({ clv: { value: Number(after[survivor]?.rapport_clv) } })
  expect(after[untouched]).toEqual(before[untouched])
  expect((await installation.run('explain', `hubspot/contact:${archived}`)).code).toBe(1)
  const effects = server.control.log().flatMap((entry) => entry.effects)
  expect(effects.map(({ id }) => id)).toEqual([String(survivor)])
})
