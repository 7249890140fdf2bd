import { MemoryStore } from '@rapport/contract-kit'
import {
  editSalesforceRecords,
  loadSalesforceRecord,
  type SalesforceSeedRecord,
  startSalesforce,
} from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { type ConnectionOptions, connect } from '../testing/connection.ts'

const start = Date.UTC(2025, 5, 1)
const long = '2024-01-02T00:00:00.000Z'

/** An org with several currencies, sales in euros, and a clock of its own. */
async function openOrg() {
  let now = start
  const server = await startSalesforce({
    features: ['multiCurrency'],
    limits: 'off',
    now: () => now,
    app: { sessionMs: 1e12 },
  })
  const { org } = server
  const store = new MemoryStore()
  const rates = org.table('DatedConversionRate')
  return {
    server,
    store,
    pass: (ms: number) => {
      now += ms
    },
    rate: (StartDate: string, ConversionRate: number, more: SalesforceSeedRecord = {}) =>
      loadSalesforceRecord(org, 'DatedConversionRate', {
        IsoCode: 'EUR',
        StartDate,
        ConversionRate,
        SystemModstamp: now,
        ...more,
      }),
    changeRate: (id: string, values: Record<string, string | number>, at = now) => {
      editSalesforceRecords(org, [id], values)
      const stamp = org.schema.field('DatedConversionRate', 'SystemModstamp')
      if (stamp !== undefined) rates.column(stamp).set(rates.rowOf(id) ?? -1, at)
    },
    deleteRate: (id: string) => rates.purge(rates.rowOf(id) ?? -1),
    sale: (CloseDate: string, more: SalesforceSeedRecord = {}) =>
      loadSalesforceRecord(org, 'Opportunity', {
        Name: CloseDate,
        CloseDate,
        Amount: 80,
        IsClosed: true,
        IsWon: true,
        CurrencyIsoCode: 'EUR',
        SystemModstamp: long,
        ...more,
      }),
    /** Reads the sales. Returns the names of those that were read, in their order. */
    read: async (options: ConnectionOptions & { stopAfter?: number } = {}) => {
      const { stopAfter, ...rest } = options
      const { changes, calls } = await connect(server, { store, ...rest }).read(
        'deal',
        stopAfter === undefined ? {} : { stopAfter },
      )
      const names = changes.flatMap((change) => (change.type === 'upsert' ? [change.record] : []))
      return { names: names.map((deal) => ('name' in deal ? String(deal.name) : '')), calls }
    },
    worth: () =>
      Object.fromEntries(
        [...store.live('deal').values()].map(({ record }) => [record.name, record.homeAmount]),
      ),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

const days = ['2023-06-01', '2024-02-01', '2024-04-01', '2024-07-01', '2025-02-01']

test('a rate that changes within the second of the newest known one is found', async () => {
  await using org = await openOrg()
  org.rate('2024-01-01', 0.8)
  const second = org.rate('2024-03-01', 0.8)
  for (const day of days) org.sale(day)
  await org.read()
  org.changeRate(second, { ConversionRate: 0.5 }, start)
  await org.read()
  expect(org.worth()).toMatchObject({ '2024-02-01': '100.00', '2024-04-01': '160.00' })
})

test('a rate whose value is corrected makes the sales of its days be read again, up to the next rate', async () => {
  await using org = await openOrg()
  const old = { SystemModstamp: long }
  org.rate('2024-01-01', 0.8, old)
  const second = org.rate('2024-03-01', 0.8)
  org.rate('2024-06-01', 0.8, old)
  for (const day of days) org.sale(day)
  await org.read()
  org.pass(3_600_000)
  org.changeRate(second, { ConversionRate: 0.5 })
  expect((await org.read()).names).toEqual(['2024-04-01'])
  expect(org.worth()).toMatchObject({ '2024-04-01': '160.00', '2024-07-01': '100.00' })
})

test('a rate that is deleted leaves its days to the one before, and nothing else tells of it', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  const second = org.rate('2024-03-01', 0.5)
  org.rate('2025-01-01', 0.8)
  for (const day of days) org.sale(day)
  await org.read()
  org.pass(3_600_000)
  org.deleteRate(second)
  // Of 2024, nobody knows on which day it began.
  expect((await org.read()).names).toEqual(['2024-02-01', '2024-04-01', '2024-07-01'])
  expect(org.worth()).toMatchObject({ '2024-02-01': '80.00', '2024-04-01': '80.00', '2025-02-01': '100.00' })
})

test('a rate that moves to an earlier or a later day changes the days between', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  const second = org.rate('2024-06-01', 0.5)
  for (const day of days) org.sale(day)
  await org.read()
  org.pass(3_600_000)
  org.changeRate(second, { StartDate: '2024-03-01' })
  await org.read()
  expect(org.worth()).toMatchObject({ '2024-04-01': '160.00' })
  org.pass(3_600_000)
  org.changeRate(second, { StartDate: '2025-01-01' })
  await org.read()
  expect(org.worth()).toMatchObject({ '2024-04-01': '80.00', '2024-07-01': '80.00', '2025-02-01': '160.00' })
})

test('sales of other currencies and other days are not read, and none is read twice', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  for (const day of days) org.sale(day)
  org.sale('2025-03-01', { CurrencyIsoCode: 'USD' })
  await org.read()
  org.pass(3_600_000)
  org.rate('2024-03-01', 0.5)
  org.rate('2024-05-01', 0.4)
  org.rate('2024-09-01', 0.4)
  expect((await org.read()).names).toEqual(['2024-04-01', '2024-07-01', '2025-02-01'])
  expect((await org.read()).names).toEqual([])
})

test('of more rates than Salesforce gives at once, every change counts', async () => {
  await using org = await openOrg()
  const ids: string[] = []
  for (let day = 0; day < 2_100; day++) {
    const date = new Date(Date.UTC(2019, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
    ids.push(org.rate(date, 1, { SystemModstamp: start - (2_100 - day) * 1_000 }))
  }
  org.sale('2019-01-01')
  org.sale('2024-09-30')
  await org.read()
  expect(org.worth()).toEqual({ '2019-01-01': '80.00', '2024-09-30': '80.00' })
  org.deleteRate(ids[0] ?? '')
  await org.read()
  expect(org.worth()).toEqual({ '2019-01-01': null, '2024-09-30': '80.00' })
  org.pass(3_600_000)
  for (const id of ids.slice(1)) org.changeRate(id, { ConversionRate: 0.5 })
  await org.read()
  expect(org.worth()).toEqual({ '2019-01-01': null, '2024-09-30': '160.00' })
})

test('what a rate makes be read again goes on where it was interrupted', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  for (let number = 0; number < 30; number++) org.sale('2024-04-01', { Name: `sale ${number}` })
  org.sale('2024-04-01', { Name: 'newest', SystemModstamp: start })
  const settings = { pageSize: 10 }
  await org.read({ settings })
  await org.read({ settings })
  org.pass(3_600_000)
  org.rate('2024-03-01', 0.5)
  const { names: first } = await org.read({ settings, stopAfter: 25 })
  const { names: second } = await org.read({ settings })
  // Two pages of ten were committed.
  expect(first.slice(0, 20).filter((name) => second.includes(name))).toEqual([])
  expect(new Set(Object.values(org.worth()))).toEqual(new Set(['160.00']))
  expect((await org.read({ settings })).names).toEqual([])
})

test('with several currencies and the roles of people too, a run that finds nothing new makes two calls', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  for (const day of days) org.sale(day)
  loadSalesforceRecord(org.server.org, 'Order', { EffectiveDate: '2024-03-15', CurrencyIsoCode: 'EUR' })
  const read = () =>
    connect(org.server, { store: org.store }).read('deal', { selection: { associationLabel: 'Buyer' } })
  await read()
  expect((await read()).calls).toBe(2)
})

test('sales are read again although the field with their day goes meanwhile', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  for (let number = 0; number < 30; number++) org.sale('2024-04-01', { Name: `sale ${number}` })
  org.sale('2024-04-01', { Name: 'newest', SystemModstamp: start })
  const settings = { pageSize: 10 }
  await org.read({ settings })
  await org.read({ settings })
  org.pass(3_600_000)
  org.rate('2024-03-01', 0.5)
  await org.read({ settings, stopAfter: 12 })
  org.server.control.hideFields('Opportunity.CloseDate')
  // Without their day, the newest rate holds for all.
  await org.read({ settings })
  expect(new Set(Object.values(org.worth()))).toEqual(new Set(['160.00']))
})

test('where another field tells the day of a sale, the rate of that day counts', async () => {
  await using org = await openOrg()
  org.rate('2023-01-01', 1)
  org.sale('2025-02-01', { CreatedDate: '2024-02-01T10:00:00.000Z', Name: 'before' })
  org.sale('2023-02-01', { CreatedDate: '2024-04-01T10:00:00.000Z', Name: 'after' })
  const selection = { mapping: { closedAt: 'CreatedDate' } }
  const connection = connect(org.server, { store: org.store })
  await connection.read('deal', { selection })
  org.pass(3_600_000)
  org.rate('2024-03-01', 0.5)
  await connection.read('deal', { selection })
  expect(org.worth()).toEqual({ before: '80.00', after: '160.00' })
})
