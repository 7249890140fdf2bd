import { type HubspotServer, type SmallSeed, seedSmall, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { readPortalCurrency } from './account.ts'
import { contactTarget } from './targets/contact.ts'
import { connect } from './testing/connection.ts'
import { portal } from './testing/portal.ts'

const details = '/account-info/v3/details'
let sandbox: HubspotServer
let clock = 0
afterEach(() => sandbox.close())

async function open(deals: NonNullable<SmallSeed['records']>['deals'], companyCurrency = 'EUR') {
  clock = Date.parse('2024-03-01T12:00:00Z')
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      now: () => clock,
      account: { companyCurrency },
      seed: (state) => seedSmall(state, { records: { deals: deals ?? [] } }),
    },
  })
  return connect(sandbox.baseUrl)
}

const timesAsked = () => sandbox.control.log().filter(({ path }) => path === details).length

test("a deal carries the portal's currency with HubSpot's own conversion into it", async () => {
  const connection = await open([
    { id: 1, properties: { amount: '100', deal_currency_code: 'USD', hs_exchange_rate: '0.9' } },
    { id: 2, properties: { amount: '100' } },
  ])
  await connection.read('deal')
  const deals = connection.store.live('deal')
  expect(deals.get('1')?.record).toMatchObject({
    amount: '100',
    currency: 'USD',
    homeAmount: '90',
    homeCurrency: 'EUR',
  })
  expect(deals.get('2')?.record).toMatchObject({ amount: '100', currency: null, homeCurrency: 'EUR' })
})

test('the currency is asked for once per read, however many pages there are', async () => {
  const connection = await open(Array.from({ length: 250 }, (_, index) => ({ id: index + 1 })))
  await connection.read('deal')
  expect(timesAsked()).toBe(1)
})

test('a read that finds no deals does not ask for the currency', async () => {
  const connection = await open([{ id: 1 }])
  await connection.read('deal')
  await connection.read('deal')
  sandbox.control.resetLog()
  const unchanged = await connection.read('deal')
  expect(timesAsked()).toBe(0)
  expect(unchanged.calls).toBe(2)
})

test('a changed deal is read with the same currency as in the first reading', async () => {
  const connection = await open([{ id: 1, properties: { amount: '5' } }])
  await connection.read('deal')
  clock += 1_000
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/deals/1', { properties: { amount: '6' } })
  await connection.read('deal')
  expect(connection.store.live('deal').get('1')?.record).toMatchObject({ amount: '6', homeCurrency: 'EUR' })
})

test.each([403, 404])(
  'where HubSpot answers %i, the currency is unknown and the deals are read',
  async (status) => {
    const connection = await open([{ id: 1, properties: { amount: '5' } }])
    sandbox.control.fail({ path: details, times: 'always', fault: { kind: 'status', status } })
    await connection.read('deal')
    expect(connection.store.live('deal').get('1')?.record).toMatchObject({ amount: '5', homeCurrency: null })
  },
)

test('an outage is no refusal: the read fails, and the deals wait for the next one', async () => {
  const connection = await open([{ id: 1, properties: { amount: '5' } }])
  sandbox.control.fail({ path: details, times: 2, fault: { kind: 'status', status: 503 } })
  await expect(connection.read('deal')).rejects.toMatchObject({ kind: 'transient' })
  expect(connection.store.live('deal').size).toBe(0)
  await connection.read('deal')
  expect(connection.store.live('deal').get('1')?.record).toMatchObject({ homeCurrency: 'EUR' })
})

test('a currency that is no ISO code is unknown', async () => {
  const connection = await open([], 'Euro')
  expect(await readPortalCurrency(connection.ctx)).toBeNull()
})

test("the target's money is read in the portal's currency", async () => {
  const connection = await open([], 'JPY')
  expect(await contactTarget.currency?.(connection.ctx)).toBe('JPY')
})
