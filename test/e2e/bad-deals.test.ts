import type { RunResult } from '@rapport/run'
import { editRecords, type HubspotState } from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { ask } from '../support/calls.ts'
import { writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, type Portal, seedDeals, seedShop, type WonDeal } from '../support/portal.ts'

interface Rejects {
  readonly total: number
  readonly rejects: readonly { record: string; reason: string; stage: string }[]
}

const shopSize = 60
const closedate = '2024-06-01T00:00:00.000Z'
const nextYear = `${new Date().getUTCFullYear() + 1}-06-01T00:00:00.000Z`

/** Each is wrong in one way, and says what the reason must hold and how a person mends it. */
const wrongDeals: readonly (WonDeal & {
  readonly shows: string
  readonly reason: RegExp
  readonly mend: (portal: Portal) => Promise<void> | void
})[] = [
  {
    shows: 'no amount',
    id: 90_001,
    contact: 1001,
    properties: { closedate },
    reason: /no amount: enter one/,
    mend: ({ server }) => editRecords(server.state, 'deals', [90_001], { amount: '50' }),
  },
  {
    shows: 'an amount below 0',
    id: 90_002,
    contact: 1002,
    properties: { closedate: '2024-06-02T12:00:00.000Z', amount: '-900' },
    reason: /below 0: correct the amount/,
    mend: ({ server }) => editRecords(server.state, 'deals', [90_002], { amount: '900' }),
  },
  {
    shows: 'a close date in the future',
    id: 90_003,
    contact: 1003,
    properties: { closedate: nextYear, amount: '50' },
    reason: /lies in the future although it is won: correct it/,
    mend: ({ server }) => editRecords(server.state, 'deals', [90_003], { closedate }),
  },
  {
    shows: 'a currency without a rate',
    id: 90_004,
    contact: 1004,
    properties: { closedate, amount: '50', deal_currency_code: 'XTS' },
    reason: /no exchange rate from XTS to USD for 2024-06-01: add one/,
    mend: ({ server }) => editRecords(server.state, 'deals', [90_004], { deal_currency_code: 'USD' }),
  },
  {
    shows: 'no contact',
    id: 90_005,
    contact: null,
    properties: { closedate, amount: '50' },
    reason: /contact/,
    mend: (portal) => ask(portal, 'PUT', '/crm/v4/objects/deals/90005/associations/default/contacts/1005'),
  },
  {
    shows: 'no close date',
    id: 90_006,
    contact: 1006,
    properties: { closedate, amount: '50' },
    reason: /won but has no close date: enter one/,
    mend: ({ server }) => editRecords(server.state, 'deals', [90_006], { closedate }),
  },
  {
    shows: 'a currency that is none',
    id: 90_007,
    contact: 1007,
    properties: { closedate, amount: '50', deal_currency_code: 'euros' },
    reason: /EUROS.*not an ISO 4217 currency code/,
    mend: ({ server }) => editRecords(server.state, 'deals', [90_007], { deal_currency_code: 'USD' }),
  },
]

function seedWrongDeals(state: HubspotState): void {
  seedShop(shopSize)(state)
  seedDeals({}, wrongDeals)(state)
  // HubSpot dates a won deal by itself; an import can still leave one without a date.
  const dated = state.table('deals').get(90_006)!
  const { closedate: _closed, hs_closed_won_date: _won, ...properties } = dated.properties
  state.apply({ op: 'record', type: 'deals', record: { ...dated, properties } })
  const known = state.table('contacts').get(1001)!
  const newcomer = { ...known.properties, email: 'newcomer@example.com', phone: '' }
  state.apply({ op: 'record', type: 'contacts', record: { ...known, id: 5_000, properties: newcomer } })
}

it('lists each deal that cannot be used with its reason, scores everybody else, and clears the list once they are mended', async () => {
  await using portal = await openPortal({ seed: seedWrongDeals })
  // Mending them moves the numbers of everybody in so small a shop.
  await using installation = await connect(portal, {
    change: (input) => ({ ...input, guardRails: { maxChangedShare: 1 } }),
  })

  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(3)
  expect(sync.json<RunResult>()).toMatchObject({
    state: 'partial',
    rejected: wrongDeals.length,
    written: shopSize,
  })
  const { total, rejects } = (await installation.run('rejects', '--json')).json<Rejects>()
  expect(total).toBe(wrongDeals.length)
  for (const { shows, id, reason } of wrongDeals) {
    const listed = rejects.filter(({ record }) => record.endsWith(`:${id}`))
    expect(listed, shows).toHaveLength(1)
    expect(listed[0]?.reason, shows).toMatch(reason)
  }
  const held = Object.values(writtenFields(portal.server.state))
  expect(held.filter((fields) => Object.keys(fields).length > 0).length).toBe(shopSize)
  const explained = async (...of: string[]) => (await installation.run('explain', ...of)).stderr
  expect(await explained('hubspot/deal:90005')).toMatch(/hubspot\/deal:90005 is set aside: .*contact/)
  expect(await explained('hubspot/contact:5000', 'clv')).toContain('No won deal counts')
  expect(await explained('hubspot/deal:99999')).toContain('check the spelling')

  for (const { mend } of wrongDeals) await mend(portal)
  const mended = await installation.run('sync', '--json')
  const left = (await installation.run('rejects', '--json')).json<Rejects>()
  expect(left).toEqual({ total: 0, rejects: [] })
  expect(mended.code, mended.stderr).toBe(0)
  expect(mended.json<RunResult>()).toMatchObject({ state: 'succeeded', rejected: 0 })
})

it('tries again at once, by its id, what could not be read, when it is asked to', async () => {
  await using portal = await openPortal({ seed: seedWrongDeals })
  await using installation = await connect(portal)
  await installation.run('sync')
  const unread = async (): Promise<string[]> =>
    (await installation.run('rejects', '--json'))
      .json<Rejects>()
      .rejects.filter(({ stage }) => stage === 'extract')
      .map(({ record }) => record)
  const before = await unread()
  expect(before).toContain('hubspot/deal:90007')

  for (const { mend } of wrongDeals) await mend(portal)
  const retry = await installation.run('rejects', '--retry')
  expect(retry.code, retry.stderr).toBe(0)
  expect(retry.stdout).toContain(`${before.length} were asked for by their ids`)
  expect(retry.stdout).toContain(`${wrongDeals.length - before.length} are looked at by the next sync`)
  expect(await unread()).toEqual([])
})
