import { formatLocalDay, type PurchaseColumns } from '@rapport/metrics'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sync } from '../sync.ts'
import { openTestWorkspace, plainRun, type TestWorkspace, wonDeal } from '../testing/workspace.ts'
import { describeCustomers } from './describe-customers.ts'
import { modelInForce } from './model-in-force.ts'
import { scoresInForce } from './scores-in-force.ts'
import { valueReport } from './value-report.ts'
import { readPurchases, readValuedDeals } from './workspace-purchases.ts'

const { signal } = new AbortController()
const asOf = '2026-06-30'

/** Day and amount of each purchase, customer by customer. */
const occasionsByCustomer = ({ ids, starts, days, amounts }: PurchaseColumns) =>
  ids.map((_, row) =>
    [...days.subarray(starts[row], starts[row + 1])].map((day, place) => [
      formatLocalDay(day),
      amounts[starts[row]! + place],
    ]),
  )

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  opened.crm.give('contact', [
    { id: 'ann', name: 'Ann Example', emails: ['ann@example.com'] },
    { id: 'ann2', name: 'A. Example', emails: ['ann@example.com'] },
    { id: 'ben', name: 'Ben' },
    { id: 'cid', name: 'Cid' },
  ])
  opened.crm.give('deal', [
    wonDeal('d1', 'ann', 80, '2026-03-01T09:00:00Z'),
    wonDeal('d2', 'ann2', 20, '2026-03-01T15:00:00Z'),
    wonDeal('d3', 'ann', -500, '2026-04-01T12:00:00Z'),
    { ...wonDeal('d4', 'ann', 0, '2026-05-01T12:00:00Z'), amount: null },
    wonDeal('d5', 'ben', 50, '2026-06-30T21:59:59Z'),
    wonDeal('later', 'ben', 7, '2026-06-30T22:00:00Z'),
    wonDeal('refund', 'cid', -10, '2026-05-01T12:00:00Z'),
  ])
})
afterAll(() => opened[Symbol.asyncDispose]())

describe('before the first sync', () => {
  test('there are no scores, and there is no model', async () => {
    expect(await scoresInForce(opened.workspace, signal)).toBeNull()
    expect(await modelInForce(opened.workspace)).toBeNull()
  })
})

describe('after a sync', () => {
  beforeAll(() => opened.sync())

  test('the scores of customers with an order are columns, in which a customer is found', async () => {
    const scores = await scoresInForce(opened.workspace, signal)
    expect(scores).toMatchObject({ asOf, policy: 'historic@1' })
    expect([...(scores?.ids ?? [])]).toHaveLength(2)
    expect([...(scores?.clv ?? [])]).toEqual([-400, 50])
    expect([...(scores?.probabilityAlive ?? [])]).toEqual([Number.NaN, Number.NaN])
    expect(scores?.rowOf(scores.ids[1]!)).toBe(1)
    expect(scores?.rowOf(0)).toBeNull()
  })

  test('the model says when it was fitted', async () => {
    expect(await modelInForce(opened.workspace)).toMatchObject({
      fitted: { outcome: 'historic' },
      fittedAsOf: asOf,
    })
  })

  test('a customer is described by its name, its records and the sentence of its score', async () => {
    const scores = await scoresInForce(opened.workspace, signal)
    const id = scores?.ids[0] ?? 0
    const described = await describeCustomers(opened.workspace, [id])
    expect(described.get(id)).toMatchObject({
      name: 'Ann Example',
      records: ['crm/contact:ann', 'crm/contact:ann2'],
      why: expect.stringMatching(/2 orders/),
    })
    expect(await describeCustomers(opened.workspace, [])).toEqual(new Map())
  })

  test('purchases are those of a local day up to the evaluation, net amounts below 0 set aside', async () => {
    const { purchases, subscriptions } = await readPurchases(opened.workspace, {
      asOf,
      signal,
      contracts: 'apart',
    })
    expect(subscriptions).toEqual([])
    expect(occasionsByCustomer(purchases)).toEqual([
      [
        ['2026-03-01', 100],
        ['2026-05-01', Number.NaN],
      ],
      [['2026-06-30', 50]],
    ])
  })

  test('a value model knows the same purchases', async () => {
    const { columns, subscriptions } = await readValuedDeals(opened.workspace, 'day', { asOf, signal })
    expect([...columns.orders]).toEqual([2, 1, 0])
    expect([...columns.recency]).toEqual([61, 0, Number.NaN])
    expect(subscriptions).toEqual([])
  })

  test('value is reported with the model and without an interval that it cannot tell', async () => {
    const scores = await scoresInForce(opened.workspace, signal)
    if (scores === null) throw new Error('there are no scores')
    expect(await valueReport(opened.workspace, scores, signal)).toMatchObject({
      asOf,
      currency: 'EUR',
      policy: 'historic@1',
      model: { outcome: 'historic', reason: null, fittedAsOf: asOf, margin: 1 },
      customers: 2,
      valued: 2,
      future: { value: -350, intervals: null },
      past: { policy: 'historic@1', value: -350 },
      top: [
        { name: 'Ben', records: ['crm/contact:ben'], clv: 50 },
        { name: 'Ann Example', clv: -400 },
      ],
    })
  })

  test('one-off sales and contracts are purchases, yet none that a value model knows', async () => {
    const ruled = opened.configured({
      metrics: {
        asOf,
        value: {
          deals: [
            { dealType: 'licence', as: 'subscription', termMonths: 12 },
            { dealType: 'set-up', as: 'one-off' },
          ],
        },
      },
    })
    opened.crm.give('contact', [{ id: 'dan', name: 'Dan' }])
    opened.crm.give('deal', [
      { ...wonDeal('e1', 'dan', 90, '2026-02-01T12:00:00Z'), dealType: 'licence' },
      { ...wonDeal('e2', 'dan', 30, '2026-03-01T12:00:00Z'), dealType: 'Set-up' },
      { ...wonDeal('e3', 'dan', 10, '2026-04-01T12:00:00Z'), dealType: 'other' },
    ])
    await opened.sync()
    const among = await readPurchases(ruled, { asOf, signal, contracts: 'among-purchases' })
    const amounts = occasionsByCustomer(among.purchases).at(-1)
    expect(amounts?.map(([, amount]) => amount)).toEqual([90, 30, 10])
    const apart = await readPurchases(ruled, { asOf, signal, contracts: 'apart' })
    const without = occasionsByCustomer(apart.purchases).at(-1)
    expect(without?.map(([, amount]) => amount)).toEqual([30, 10])
    expect(apart.subscriptions).toMatchObject([{ start: '2026-02-01', period: 'year' }])
    const { columns, subscriptions } = await readValuedDeals(ruled, 'day', { asOf, signal })
    expect(columns.orders.at(-1)).toBe(1)
    expect(subscriptions).toMatchObject([
      { start: '2026-02-01', end: '2027-01-31', amount: '90', period: 'year' },
    ])
  })

  test('scores of a later evaluation date are not in force', async () => {
    const later = opened.configured({
      metrics: { asOf: '2026-07-31', value: { model: 'historic', margin: 1 } },
    })
    await sync(later, plainRun())
    expect(await scoresInForce(later, signal)).toMatchObject({ asOf: '2026-07-31' })
    const scores = await scoresInForce(opened.workspace, signal)
    expect(scores?.asOf).toBe(asOf)
    expect([...(scores?.clv ?? [])]).toEqual([-400, 50, 130])
  })
})
