import type { EntityName } from '@rapport/model'
import { expect, test } from 'vitest'
import { ClockedOrg } from '../testing/clocked-org.ts'
import { freeBudgets } from '../testing/connection.ts'

const won = { StageName: 'Closed Won', IsClosed: true, IsWon: true, CloseDate: '2024-03-15', Amount: 10 }
const order = { EffectiveDate: '2024-03-15', TotalAmount: 50, Status: 'Activated', StatusCode: 'A' }
const aCase = { Subject: 'Help', Status: 'New' }

/** An org with two opportunities and two orders. */
async function openOrg(): Promise<ClockedOrg> {
  const org = await ClockedOrg.open()
  for (const Name of ['first', 'second']) org.add('Opportunity', { ...won, Name })
  for (const OrderNumber of ['third', 'fourth']) org.add('Order', { ...order, OrderNumber })
  return org
}

const rejectsOf = (org: ClockedOrg) => Object.fromEntries(org.store.rejects)

test.each<[EntityName, string, string, object]>([
  ['deal', 'Opportunity', 'IsWon', won],
  ['deal', 'Opportunity', 'IsClosed', won],
  ['ticket', 'Case', 'IsClosed', aCase],
  ['message', 'EmailMessage', 'Incoming', { ParentId: '500000000000001AAA', Status: '3' }],
  ['message', 'CaseComment', 'IsPublished', { ParentId: '500000000000001AAA' }],
])(
  'a %s is not read while %s.%s is hidden: it would be taken for another kind',
  async (entity, object, field, values) => {
    await using org = await ClockedOrg.open()
    org.add(object, { ...values })
    org.hide(`${object}.${field}`)
    await expect(org.read(entity)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining(`this user does not see ${object}.${field}`),
    })
    expect(org.stored(entity)).toEqual([])
    org.show(`${object}.${field}`)
    await org.read(entity)
    expect(org.stored(entity)).toHaveLength(1)
  },
)

test('orders are not read while both of their states are hidden, of which one is enough', async () => {
  await using org = await openOrg()
  org.hide('Order.Status')
  await org.read('deal')
  expect(org.stored('deal').map(({ state }) => state)).toEqual(['won', 'won', 'won', 'won'])
  org.hide('Order.StatusCode')
  org.add('Order', order)
  await expect(org.read('deal')).rejects.toThrow('this user does not see Order.StatusCode or Status')
})

test('orders without any amount are refused, rather than counted as worth nothing', async () => {
  await using org = await openOrg()
  org.hide('Order.TotalAmount', 'OrderItem.TotalPrice')
  await expect(org.read('deal')).rejects.toThrow('neither Order.TotalAmount nor OrderItem.TotalPrice')
})

test('a field without which sales are worth nothing is told with each run, under its own name, until it is there', async () => {
  await using org = await openOrg()
  org.hide('Opportunity.Amount')
  await org.read('deal')
  const told = { 'deal:Opportunity.Amount': expect.stringContaining('does not see Opportunity.Amount') }
  expect(rejectsOf(org)).toEqual(told)
  org.store.rejects.clear()
  await org.read('deal')
  expect(rejectsOf(org)).toEqual(told)
  org.show('Opportunity.Amount')
  const { changes } = await org.read('deal')
  expect(changes).toContainEqual({ type: 'delete', id: 'Opportunity.Amount' })
})

test('where another field is mapped instead, it is not missed', async () => {
  await using org = await openOrg()
  org.hide('Opportunity.Amount')
  await org.read('deal', { selection: { mapping: { amount: 'Probability' } } })
  expect(rejectsOf(org)).toEqual({})
})

test.each([
  ['Order', 'Order'],
  ['Opportunity', 'Opportunity'],
  ['Order', 'Order.SystemModstamp'],
])(
  'sales of an object that this user sees no longer stay, it is told, and none is lost: %s, by %s',
  async (object, hidden) => {
    await using org = await openOrg()
    await org.read('deal')
    const sales = org.stored('deal')
    org.hide(hidden)
    for (let day = 0; day < 3; day++) {
      org.passDays(2)
      await org.read('deal')
    }
    expect(org.stored('deal')).toEqual(sales)
    expect(rejectsOf(org)).toEqual({
      [`deal:${object}`]: expect.stringContaining(`sees ${object} no longer`),
    })
    org.show(hidden)
    org.passDays(2)
    const { changes } = await org.read('deal')
    expect(changes).toContainEqual({ type: 'delete', id: object })
    expect(org.stored('deal')).toEqual(sales)
  },
)

test('they stay where the settings change meanwhile, too', async () => {
  await using org = await openOrg()
  await org.read('deal')
  org.hide('Order')
  const settings = { currency: 'CHF' }
  for (let day = 0; day < 3; day++) {
    org.passDays(2)
    await org.read('deal', { settings })
  }
  expect(org.stored('deal')).toHaveLength(4)
})

test('an org that never had orders is compared by number as any other', async () => {
  await using org = await ClockedOrg.open()
  const gone = org.add('Opportunity', won)
  org.add('Opportunity', won)
  org.hide('Order')
  await org.read('deal')
  org.server.org.table('Opportunity').purge(org.server.org.table('Opportunity').rowOf(gone) ?? -1)
  org.passDays(2)
  await org.read('deal')
  expect(org.stored('deal')).toHaveLength(1)
  expect(rejectsOf(org)).toEqual({})
})

test('opportunities that were never seen are told: without them there is no customer value', async () => {
  await using org = await openOrg()
  org.hide('Opportunity')
  await org.read('deal')
  expect(rejectsOf(org)).toEqual({ 'deal:Opportunity': expect.stringContaining('sees no Opportunity') })
})

test('where a role decides whose a sale is, sales are not read while roles are hidden', async () => {
  await using org = await openOrg()
  const selection = { associationLabel: 'Decision Maker' }
  org.hide('OpportunityContactRole.Role')
  await expect(org.read('deal', { selection })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('OpportunityContactRole.Role'),
  })
  org.show('OpportunityContactRole.Role')
  await org.read('deal', { selection })
  expect(org.stored('deal')).toHaveLength(4)
})

test('while the rates are hidden, a sale is worth what it is in its own currency, and in no other', async () => {
  await using org = await ClockedOrg.open({ features: ['multiCurrency'] })
  org.add('Opportunity', { ...won, Amount: 90, CurrencyIsoCode: 'EUR' })
  org.hide('CurrencyType')
  const settings = { currency: 'CHF' }
  await org.read('deal', { settings })
  expect(org.stored('deal')).toMatchObject([
    { amount: '90', currency: 'EUR', homeCurrency: null, homeAmount: null },
  ])
  org.show('CurrencyType')
  org.passDays(1)
  org.add('Opportunity', { ...won, CurrencyIsoCode: 'USD' })
  await org.read('deal', { settings })
  expect(org.stored('deal')[0]).toMatchObject({ currency: 'EUR', homeCurrency: 'USD', homeAmount: '100.00' })
})

/** An org whose sales in euros are converted at a dated rate. */
async function openDatedOrg(): Promise<{ org: ClockedOrg; sales: readonly string[] }> {
  const org = await ClockedOrg.open({ features: ['multiCurrency'] })
  org.add('DatedConversionRate', { IsoCode: 'EUR', StartDate: '2024-01-01', ConversionRate: 0.8 })
  const sales = [1, 2, 3].map(() => org.add('Opportunity', { ...won, Amount: 90, CurrencyIsoCode: 'EUR' }))
  await org.read('deal')
  return { org, sales }
}

const worthOf = (org: ClockedOrg) => org.stored('deal').map(({ homeAmount }) => homeAmount)

test.each([[['CurrencyType']], [['DatedConversionRate']], [['CurrencyType', 'DatedConversionRate']]])(
  'sales keep what they were worth when the rates go out of sight, it is told, and those that are read meanwhile wait for them: %s',
  async (hidden) => {
    const { org, sales } = await openDatedOrg()
    await using _ = org
    org.hide(...hidden)
    for (let day = 0; day < 3; day++) {
      org.passDays(1)
      expect(await org.read('deal')).toMatchObject({ upserts: 0 })
    }
    expect(worthOf(org)).toEqual(['112.50', '112.50', '112.50'])
    const told = hidden.map((name) => [`deal:${name}`, expect.stringContaining(`sees ${name} no longer`)])
    expect(rejectsOf(org)).toEqual(Object.fromEntries(told))
    // Beside them, those of the last moments before them are read.
    org.change(sales[0] ?? '', { Name: 'renamed' })
    org.add('Opportunity', { ...won, Amount: 90, CurrencyIsoCode: 'EUR' })
    await org.read('deal')
    expect(worthOf(org)).toEqual([null, '112.50', null, null])
    org.show(...hidden)
    const { changes } = await org.read('deal')
    expect(worthOf(org)).toEqual(Array(4).fill('112.50'))
    for (const id of hidden) expect(changes).toContainEqual({ type: 'delete', id })
    expect(await org.read('deal')).toMatchObject({ upserts: 0 })
  },
)

test('a change of the settings does not make fixed rates of dated ones that are out of sight', async () => {
  const { org } = await openDatedOrg()
  await using _ = org
  org.hide('DatedConversionRate')
  const settings = { currency: 'CHF' }
  await org.read('deal', { settings })
  expect(worthOf(org)).toEqual([null, null, null])
  org.show('DatedConversionRate')
  await org.read('deal', { settings })
  expect(worthOf(org)).toEqual(['112.50', '112.50', '112.50'])
})

test('rates of which one kind alone is back are not taken for all', async () => {
  const { org } = await openDatedOrg()
  await using _ = org
  org.hide('CurrencyType', 'DatedConversionRate')
  await org.read('deal')
  org.show('CurrencyType')
  await org.read('deal')
  expect(worthOf(org)).toEqual(['112.50', '112.50', '112.50'])
  org.show('DatedConversionRate')
  await org.read('deal')
  expect(worthOf(org)).toEqual(['112.50', '112.50', '112.50'])
})

/** Reads sales by bulk jobs. Before one is made, something that it names goes out of sight. */
function readAsHides(org: ClockedOrg, hidden: string, settings = {}): Promise<unknown> {
  const [object] = hidden.split('.')
  const hideOnceCounted = async (): Promise<number> => {
    const queries = org.server.control.log().map(({ query }) => decodeURIComponent(query))
    if (queries.some((query) => query.includes(`COUNT() FROM ${object}`))) org.hide(hidden)
    return 0
  }
  const budgets = { ...freeBudgets, take: hideOnceCounted }
  return org.read('deal', { settings: { pageSize: 1, bulkAbove: 0, ...settings }, budgets })
}

test('a field without which sales would be lost is needed too where it goes before a bulk job is made', async () => {
  await using org = await openOrg()
  await expect(readAsHides(org, 'Opportunity.IsWon')).rejects.toThrow(
    'this user does not see Opportunity.IsWon',
  )
  expect(org.stored('deal')).toEqual([])
  org.show('Opportunity.IsWon')
  await org.read('deal')
  expect(org.stored('deal').map(({ state }) => state)).toEqual(['won', 'won', 'won', 'won'])
})

test('so is the one that tells orders from their opportunities', async () => {
  await using org = await ClockedOrg.open()
  const OpportunityId = org.add('Opportunity', won)
  for (const OrderNumber of ['first', 'second']) org.add('Order', { ...order, OrderNumber, OpportunityId })
  await expect(readAsHides(org, 'Order.OpportunityId', { sales: 'both' })).rejects.toThrow(
    'this user does not see Order.OpportunityId',
  )
  expect(org.stored('deal').map(({ id }) => id)).toEqual([OpportunityId])
  org.show('Order.OpportunityId')
  await org.read('deal', { settings: { sales: 'both' } })
  expect(org.stored('deal').map(({ id }) => id)).toEqual([OpportunityId])
})

test('nor are they where everything is read from the start meanwhile', async () => {
  await using org = await openOrg()
  await org.read('deal')
  org.hide('Order')
  org.store.states.delete('deal')
  for (let day = 0; day < 3; day++) {
    org.passDays(2)
    await org.read('deal')
  }
  expect(org.stored('deal')).toHaveLength(4)
  expect(rejectsOf(org)).toEqual({ 'deal:Order': expect.stringContaining('sees Order no longer') })
})
