import {
  editSalesforceRecords,
  loadSalesforceRecord,
  type OrgState,
  type SalesforceOptions,
  type SalesforceSeedRecord,
  startSalesforce,
} from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'

async function readDeals(
  seed: (org: OrgState) => void,
  options: Omit<SalesforceOptions, 'seed'> & { settings?: Record<string, unknown>; hide?: string[] } = {},
): Promise<Record<string, unknown>[]> {
  const { settings, hide = [], ...org } = options
  const server = await startSalesforce({ ...org, seed })
  server.control.hideFields(...hide)
  const connection = connect(server, settings === undefined ? {} : { settings })
  await connection.read('deal')
  await server.close()
  return [...connection.store.live('deal').values()].map(({ record }) => record)
}

const won = (more: SalesforceSeedRecord): SalesforceSeedRecord => ({
  Name: 'A sale',
  StageName: 'Closed Won',
  IsClosed: true,
  IsWon: true,
  CloseDate: '2024-03-15',
  ...more,
})

test('an opportunity is a deal that is open, won or lost', async () => {
  const deals = await readDeals((org) => {
    loadSalesforceRecord(org, 'Opportunity', won({ Name: 'won', Amount: 99.5, Type: 'New Business' }))
    loadSalesforceRecord(org, 'Opportunity', won({ Name: 'lost', IsWon: false, StageName: 'Closed Lost' }))
    loadSalesforceRecord(org, 'Opportunity', won({ Name: 'open', IsWon: false, IsClosed: false }))
  })
  const byName = Object.fromEntries(deals.map((deal) => [deal.name, deal]))
  expect(byName.won).toMatchObject({
    kind: 'deal',
    state: 'won',
    amount: '99.5',
    closedAt: '2024-03-15T00:00:00.000Z',
    stage: 'Closed Won',
    dealType: 'New Business',
  })
  expect(byName.lost).toMatchObject({ state: 'lost', amount: null, closedAt: '2024-03-15T00:00:00.000Z' })
  // The planned day of an open deal says nothing.
  expect(byName.open).toMatchObject({ state: 'open', closedAt: null })
})

test('an org with one currency gives amounts in the one that the settings name', async () => {
  const seed = (org: OrgState) => void loadSalesforceRecord(org, 'Opportunity', won({ Amount: 10 }))
  expect(await readDeals(seed)).toMatchObject([{ amount: '10', currency: null, homeAmount: null }])
  expect(await readDeals(seed, { settings: { currency: 'CHF' } })).toMatchObject([
    { amount: '10', currency: 'CHF', homeCurrency: 'CHF', homeAmount: '10' },
  ])
})

test('with several currencies, an amount is converted at the fixed rate where rates have no dates', async () => {
  const deals = await readDeals(
    (org) => void loadSalesforceRecord(org, 'Opportunity', won({ Amount: 90, CurrencyIsoCode: 'EUR' })),
    { features: ['multiCurrency'] },
  )
  expect(deals).toMatchObject([{ currency: 'EUR', homeCurrency: 'USD', homeAmount: '100.00' }])
})

test('dated rates convert by the day of the sale, and a day before all of them stays unknown', async () => {
  const deals = await readDeals(
    (org) => {
      const rate = { IsoCode: 'EUR' }
      loadSalesforceRecord(org, 'DatedConversionRate', {
        ...rate,
        StartDate: '2024-01-01',
        ConversionRate: 0.8,
      })
      loadSalesforceRecord(org, 'DatedConversionRate', {
        ...rate,
        StartDate: '2024-03-01',
        ConversionRate: 0.5,
      })
      for (const CloseDate of ['2023-12-31', '2024-02-29', '2024-03-01']) {
        const values = { Name: CloseDate, CloseDate, Amount: 80, CurrencyIsoCode: 'EUR' }
        loadSalesforceRecord(org, 'Opportunity', won(values))
      }
    },
    { features: ['multiCurrency'] },
  )
  expect(Object.fromEntries(deals.map(({ name, homeAmount }) => [name, homeAmount]))).toEqual({
    '2023-12-31': null,
    '2024-02-29': '100.00',
    '2024-03-01': '160.00',
  })
})

test('a deal with a person account belongs to the person', async () => {
  const ids: Record<string, string> = {}
  const deals = await readDeals(
    (org) => {
      ids.account = loadSalesforceRecord(org, 'Account', { Name: 'Ann Lee', IsPersonAccount: true })
      ids.contact = loadSalesforceRecord(org, 'Contact', { LastName: 'Lee', AccountId: ids.account })
      const row = org.table('Account').rowOf(ids.account) ?? -1
      const field = org.schema.field('Account', 'PersonContactId')
      if (field !== undefined) org.table('Account').column(field).set(row, ids.contact)
      loadSalesforceRecord(org, 'Opportunity', won({ AccountId: ids.account }))
    },
    { features: ['personAccounts'] },
  )
  expect(deals).toMatchObject([{ companies: [{ id: ids.account }], contacts: [{ id: ids.contact }] }])
})

test('an activated order is a sale, a draft is open, and a reduction is a refund of a negative amount', async () => {
  const deals = await readDeals((org) => {
    const order = { EffectiveDate: '2024-03-15', TotalAmount: 50, Status: 'Activated', StatusCode: 'A' }
    loadSalesforceRecord(org, 'Order', { ...order, OrderNumber: '1' })
    loadSalesforceRecord(org, 'Order', { ...order, OrderNumber: '2', Status: 'Draft', StatusCode: 'D' })
    loadSalesforceRecord(org, 'Order', { ...order, OrderNumber: '3', IsReductionOrder: true })
    loadSalesforceRecord(org, 'Order', {
      ...order,
      OrderNumber: '4',
      IsReductionOrder: true,
      TotalAmount: -20,
    })
  })
  expect(deals.map(({ name, kind, state, amount }) => [name, kind, state, amount])).toEqual([
    ['1', 'order', 'won', '50'],
    ['2', 'order', 'open', '50'],
    ['3', 'refund', 'won', '-50'],
    ['4', 'refund', 'won', '-20'],
  ])
})

test('without the total of an order, its items are added up', async () => {
  const deals = await readDeals(
    (org) => {
      const OrderId = loadSalesforceRecord(org, 'Order', {
        EffectiveDate: '2024-03-15',
        Status: 'Activated',
        StatusCode: 'A',
      })
      for (const price of [0.1, 0.2]) {
        loadSalesforceRecord(org, 'OrderItem', { OrderId, Quantity: 1, UnitPrice: price, TotalPrice: price })
      }
    },
    { hide: ['Order.TotalAmount'] },
  )
  expect(deals).toMatchObject([{ amount: '0.3' }])
})

test('the settings decide whether opportunities or orders are the sales', async () => {
  const seed = (org: OrgState): void => {
    loadSalesforceRecord(org, 'Opportunity', won({ Name: 'opportunity' }))
    loadSalesforceRecord(org, 'Order', { OrderNumber: 'order', EffectiveDate: '2024-03-15', Status: 'Draft' })
  }
  const names = async (sales?: string) =>
    (await readDeals(seed, sales === undefined ? {} : { settings: { sales } })).map(({ name }) => name)
  expect(await names()).toEqual(['opportunity', 'order'])
  expect(await names('opportunities')).toEqual(['opportunity'])
  expect(await names('orders')).toEqual(['order'])
})

const order = (more: SalesforceSeedRecord): SalesforceSeedRecord => ({
  EffectiveDate: '2024-03-15',
  TotalAmount: 50,
  Status: 'Activated',
  StatusCode: 'A',
  ...more,
})

test('an order that belongs to an opportunity counts once, and what was given back of it is a refund', async () => {
  const seed = (org: OrgState): void => {
    const OpportunityId = loadSalesforceRecord(org, 'Opportunity', won({ Name: 'opportunity', Amount: 50 }))
    loadSalesforceRecord(org, 'Order', order({ OrderNumber: 'its order', OpportunityId }))
    loadSalesforceRecord(
      org,
      'Order',
      order({ OrderNumber: 'given back', OpportunityId, IsReductionOrder: true, TotalAmount: 20 }),
    )
    loadSalesforceRecord(org, 'Order', order({ OrderNumber: 'of its own' }))
  }
  const amounts = async (sales: string) =>
    (await readDeals(seed, { settings: { sales } })).map(({ name, amount }) => [name, amount])
  expect(await amounts('both')).toEqual([
    ['opportunity', '50'],
    ['given back', '-20'],
    ['of its own', '50'],
  ])
  expect(await amounts('orders')).toEqual([
    ['its order', '50'],
    ['given back', '-20'],
    ['of its own', '50'],
  ])
})

test('an order that comes to belong to an opportunity is a sale of its own no longer', async () => {
  const server = await startSalesforce()
  const OpportunityId = loadSalesforceRecord(server.org, 'Opportunity', won({ Name: 'opportunity' }))
  const id = loadSalesforceRecord(server.org, 'Order', order({ OrderNumber: 'order' }))
  const { store } = connect(server)
  const names = () => [...store.live('deal').values()].map(({ record }) => record.name)
  await connect(server, { store }).read('deal')
  expect(names()).toEqual(['opportunity', 'order'])
  editSalesforceRecords(server.org, [id], { OpportunityId })
  await connect(server, { store }).read('deal')
  expect(names()).toEqual(['opportunity'])
  await server.close()
})

test('sales that the settings ask for no longer are deleted', async () => {
  const server = await startSalesforce()
  loadSalesforceRecord(server.org, 'Opportunity', won({ Name: 'opportunity' }))
  loadSalesforceRecord(server.org, 'Order', order({ OrderNumber: 'order' }))
  const { store } = connect(server)
  const names = () => [...store.live('deal').values()].map(({ record }) => record.name)
  await connect(server, { store }).read('deal')
  await connect(server, { store, settings: { sales: 'orders' } }).read('deal')
  expect(names()).toEqual(['order'])
  await connect(server, { store, settings: { sales: 'opportunities' } }).read('deal')
  expect(names()).toEqual(['opportunity'])
  await server.close()
})

test('orders of opportunities are no difference between the counts of the org and the store', async () => {
  let now = Date.UTC(2026, 0, 1)
  const server = await startSalesforce({ now: () => now, app: { sessionMs: 1e12 }, limits: 'off' })
  const OpportunityId = loadSalesforceRecord(server.org, 'Opportunity', won({}))
  loadSalesforceRecord(server.org, 'Order', order({ OpportunityId }))
  const { store } = connect(server)
  await connect(server, { store }).read('deal')
  now += 2 * 86_400_000
  await connect(server, { store }).read('deal')
  const recount: unknown = Object(store.states.get('deal')).recount
  expect(recount).toEqual({ at: new Date(now).toISOString(), difference: 0 })
  await server.close()
})

test('the people of a deal come with their roles where a role decides whose it is', async () => {
  const server = await startSalesforce()
  const [buyer, user] = ['Lee', 'Ray'].map((LastName) =>
    loadSalesforceRecord(server.org, 'Contact', { LastName }),
  )
  const OpportunityId = loadSalesforceRecord(server.org, 'Opportunity', won({ ContactId: user ?? null }))
  const role = { OpportunityId, ContactId: buyer ?? null, Role: 'Decision Maker', IsPrimary: true }
  loadSalesforceRecord(server.org, 'OpportunityContactRole', role)
  loadSalesforceRecord(server.org, 'OpportunityContactRole', { OpportunityId, ContactId: user ?? null })
  const connection = connect(server)
  await connection.read('deal', { selection: { associationLabel: 'Decision Maker' } })
  const [deal] = connection.store.live('deal').values()
  expect(deal?.record.contacts).toEqual([
    { id: buyer, label: 'Decision Maker', primary: true },
    { id: user, label: null, primary: false },
  ])
  await server.close()
})

test('without roles, a deal belongs to the person it names', async () => {
  const server = await startSalesforce()
  const ContactId = loadSalesforceRecord(server.org, 'Contact', { LastName: 'Lee' })
  loadSalesforceRecord(server.org, 'Opportunity', won({ ContactId }))
  const connection = connect(server)
  await connection.read('deal', { selection: { associationLabel: 'Decision Maker' } })
  const [deal] = connection.store.live('deal').values()
  expect(deal?.record.contacts).toMatchObject([{ id: ContactId, primary: true }])
  await server.close()
})

test('after a setting that decides how sales are read has changed, all are read again', async () => {
  const server = await startSalesforce()
  const SystemModstamp = '2024-01-01T00:00:00.000Z'
  loadSalesforceRecord(server.org, 'Opportunity', won({ Name: 'old', Amount: 1, SystemModstamp }))
  loadSalesforceRecord(server.org, 'Opportunity', won({ Name: 'new', Amount: 1 }))
  const { store } = connect(server)
  await connect(server, { store }).read('deal')
  await connect(server, { store, settings: { currency: 'EUR' } }).read('deal')
  expect([...store.live('deal').values()].map(({ record }) => record.currency)).toEqual(['EUR', 'EUR'])
  await server.close()
})

test('sales are read again from the day on from which a rate has changed, and no others', async () => {
  let now = Date.UTC(2024, 5, 1)
  const server = await startSalesforce({
    features: ['multiCurrency'],
    now: () => now,
    app: { sessionMs: 1e12 },
  })
  const { org } = server
  const rate = { IsoCode: 'EUR', ConversionRate: 0.8 }
  const SystemModstamp = '2024-01-02T00:00:00.000Z'
  loadSalesforceRecord(org, 'DatedConversionRate', { ...rate, StartDate: '2024-01-01', SystemModstamp })
  for (const CloseDate of ['2024-02-01', '2024-04-01']) {
    const values = { Name: CloseDate, CloseDate, Amount: 80, CurrencyIsoCode: 'EUR', SystemModstamp }
    loadSalesforceRecord(org, 'Opportunity', won(values))
  }
  loadSalesforceRecord(org, 'Opportunity', won({ Name: 'newest', CurrencyIsoCode: 'USD' }))
  const connection = connect(server)
  await connection.read('deal')
  now += 3_600_000
  const later = { IsoCode: 'EUR', ConversionRate: 0.5, StartDate: '2024-03-01' }
  loadSalesforceRecord(org, 'DatedConversionRate', later)
  const { changes } = await connection.read('deal')
  const read = changes.flatMap((change) => (change.type === 'upsert' ? [change.record] : []))
  expect(read.map((deal) => ('name' in deal ? deal.name : null))).toEqual(['2024-04-01'])
  expect(
    [...connection.store.live('deal').values()].map(({ record }) => [record.name, record.homeAmount]),
  ).toEqual([
    ['2024-02-01', '100.00'],
    ['2024-04-01', '160.00'],
    ['newest', null],
  ])
  const { upserts } = await connection.read('deal')
  expect(upserts).toBe(0)
  await server.close()
})

test('orders beside opportunities are refused where it is hidden to which opportunity they belong', async () => {
  const reading = readDeals((org) => loadSalesforceRecord(org, 'Order', order({})), {
    settings: { sales: 'both' },
    hide: ['Order.OpportunityId'],
  })
  await expect(reading).rejects.toThrow('this user does not see Order.OpportunityId')
})

test('a negative order is a refund, also where the mark of reductions is hidden', async () => {
  const [deal] = await readDeals(
    (org) => {
      loadSalesforceRecord(org, 'Order', order({ TotalAmount: -20 }))
    },
    { settings: { sales: 'orders' }, hide: ['Order.IsReductionOrder'] },
  )
  expect(deal).toMatchObject({ kind: 'refund', amount: '-20' })
})
