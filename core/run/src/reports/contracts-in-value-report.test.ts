import { compensatedSum, seededRandom } from '@rapport/stats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sync } from '../sync.ts'
import { openTestWorkspace, plainRun, type TestWorkspace, wonDeal } from '../testing/workspace.ts'
import type { Workspace } from '../workspace.ts'
import { scoresInForce } from './scores-in-force.ts'
import { type ValueReport, valueReport } from './value-report.ts'

const { signal } = new AbortController()
const asOf = '2026-06-30'
const buyers = 80
const holders = 40

/** Midday, so many days after 1 July 2024. */
const moment = (day: number): string => new Date(Date.UTC(2024, 6, 1, 12) + day * 86_400_000).toISOString()

/** Purchases over two years: each customer orders at an own rate until it stops. */
function purchases() {
  const random = seededRandom(11)
  return Array.from({ length: buyers }, (_, person) => {
    const deals = []
    const gap = 10 + 120 * random()
    const stops = random() < 0.5 ? 600 * random() : 729
    for (
      let day = Math.floor(200 * random());
      day < stops;
      day += 1 + Math.floor(-gap * Math.log(random()))
    ) {
      deals.push(
        wonDeal(`p${person}-${day}`, `p${person}`, Math.round(1000 + 9000 * random()) / 100, moment(day)),
      )
    }
    return deals
  }).flat()
}

/** Contracts of a year each: a quarter of the customers did not renew. */
const contracts = Array.from({ length: holders }, (_, holder) =>
  Array.from({ length: holder % 4 === 0 ? 1 : 2 }, (_year, year) => ({
    ...wonDeal(`k${holder}-${year}`, `k${holder}`, 1200, moment(holder + 365 * year)),
    dealType: 'licence',
  })),
).flat()

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const ids = [
    ...Array.from({ length: buyers }, (_, person) => `p${person}`),
    ...Array.from({ length: holders }, (_, holder) => `k${holder}`),
  ]
  opened.crm.give(
    'contact',
    ids.map((id) => ({ id, name: `Customer ${id}` })),
  )
  opened.crm.give('deal', [...purchases(), ...contracts])
})
afterAll(() => opened[Symbol.asyncDispose]())

const deals = [{ dealType: 'licence', as: 'subscription', termMonths: 12 } as const]
const ruled = (model: 'mbg-nbd' | 'historic'): Workspace =>
  opened.configured({ metrics: { asOf, value: { model, margin: 0.5, deals } } })

async function reportOf(workspace: Workspace): Promise<ValueReport> {
  await sync(workspace, plainRun())
  const scores = await scoresInForce(workspace, signal)
  if (scores === null) throw new Error('there are no scores')
  const report = await valueReport(workspace, scores, signal)
  if (report === null) throw new Error('there is no report')
  // The value is that of the scores, whatever it is made of.
  expect(report.future.value).toBe(compensatedSum(scores.clv.filter((clv) => !Number.isNaN(clv))))
  return report
}

describe('a workspace with purchases and contracts', () => {
  test('has one total of both with one interval that holds it', async () => {
    const { future } = await reportOf(ruled('mbg-nbd'))
    const { value, intervals } = future
    const ends = ([95, 80, 50] as const).map((level) => intervals![level])
    const inOrder = [...ends.map(({ low }) => low), value!, ...ends.map(({ high }) => high).toReversed()]
    expect(inOrder).toEqual(inOrder.toSorted((left, right) => left - right))
    expect(inOrder[0]).toBeGreaterThan(0)
  })

  test('is the same in every report', async () => {
    const workspace = ruled('mbg-nbd')
    expect(await reportOf(workspace)).toEqual(await reportOf(workspace))
  })

  test('is worth more with its contracts, and by about as much at both ends', async () => {
    const both = await reportOf(ruled('mbg-nbd'))
    opened.crm.give(
      'deal',
      contracts.map((deal) => ({ ...deal, amount: String(2 * Number(deal.amount)) })),
    )
    const dearer = await reportOf(ruled('mbg-nbd'))
    const gained = dearer.future.value! - both.future.value!
    expect(gained).toBeGreaterThan(0)
    for (const end of ['low', 'high'] as const) {
      const moved = dearer.future.intervals![50][end] - both.future.intervals![50][end]
      expect(moved / gained).toBeGreaterThan(0.8)
      expect(moved / gained).toBeLessThan(1.2)
    }
  })

  test('has no interval where its purchases have none', async () => {
    const { future } = await reportOf(ruled('historic'))
    expect(future.value).toBeGreaterThan(0)
    expect(future.intervals).toBeNull()
  })
})
