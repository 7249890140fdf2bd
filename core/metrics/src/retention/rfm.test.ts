import { writeFields } from '@rapport/writeback'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandCuts, bandOf } from './bands.ts'
import { fitRfm, RFM_SEGMENTS, type RfmColumns, rfmOf, rfmSegment, rowsBySegment } from './rfm.ts'

interface Row {
  readonly lastDay: number
  readonly orders: number
  readonly money: number | null
}

const columnsOf = (rows: readonly Row[]): RfmColumns => ({
  lastDay: Float64Array.from(rows, ({ lastDay }) => lastDay),
  orders: Float64Array.from(rows, ({ orders }) => orders),
  money: Float64Array.from(rows, ({ money }) => money ?? Number.NaN),
})

/** The definition itself, over the whole population. */
function directBand(population: readonly number[], value: number): number {
  const below = population.filter((other) => other < value).length
  return Math.min(5, 1 + Math.floor((5 * below) / population.length))
}

const row = fc.record({
  lastDay: fc.integer({ min: 10_000, max: 10_030 }),
  orders: fc.integer({ min: 0, max: 8 }),
  money: fc.option(fc.integer({ min: -5, max: 20 }), { nil: null }),
})
const customers = fc.array(row, { maxLength: 60 })

describe('bands', () => {
  test('ten different values make five bands of two', () => {
    const values = Float64Array.from([9, 3, 5, 1, 7, 10, 2, 8, 6, 4])
    const cuts = bandCuts(values, 5)
    expect(Array.from({ length: 10 }, (_, i) => bandOf(cuts, i + 1))).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
  })

  test('ties share a band: after 70 % with one order, two orders are in band 4', () => {
    const cuts = bandCuts(Float64Array.from([1, 1, 1, 1, 1, 1, 1, 2, 2, 3]), 5)
    expect([1, 2, 3].map((orders) => bandOf(cuts, orders))).toEqual([1, 4, 5])
  })

  test('where all are equal nobody is below, and the band is 1', () => {
    expect(bandOf(bandCuts(Float64Array.from([4, 4, 4]), 5), 4)).toBe(1)
  })

  test('an unknown value has no band and counts for none', () => {
    const cuts = bandCuts(Float64Array.from([1, Number.NaN, 2]), 5)
    expect(cuts).toEqual(bandCuts(Float64Array.from([1, 2]), 5))
    expect(bandOf(cuts, null)).toBeNull()
    expect(bandOf(cuts, Number.NaN)).toBeNull()
    expect(bandOf([], 3)).toBeNull()
  })
})

describe('segments', () => {
  test('of each pair of bands: recency down, frequency across', () => {
    const table = [1, 2, 3, 4, 5].map((recency) =>
      [1, 2, 3, 4, 5].map((frequency) => rfmSegment(recency, frequency)),
    )
    expect(table).toEqual([
      ['lost', 'hibernating', 'at_risk', 'at_risk', 'cant_lose'],
      ['about_to_sleep', 'about_to_sleep', 'at_risk', 'at_risk', 'at_risk'],
      ['promising', 'needs_attention', 'loyal', 'loyal', 'loyal'],
      ['new', 'potential_loyalist', 'loyal', 'champions', 'champions'],
      ['new', 'potential_loyalist', 'loyal', 'champions', 'champions'],
    ])
  })

  test('have the names that are written to the CRM', () => {
    expect(RFM_SEGMENTS).toEqual(writeFields.find(({ name }) => name === 'segment')?.options)
  })

  test('other bands are an error', () => {
    expect(() => rfmSegment(0, 6)).toThrow('bands are 1 to 5')
  })

  test('every customer with an order is in exactly one', () => {
    fc.assert(
      fc.property(customers, (rows) => {
        const columns = columnsOf(rows)
        const assigned = Object.values(rowsBySegment(fitRfm(columns), columns)).flat()
        const withOrders = rows.flatMap(({ orders }, place) => (orders > 0 ? [place] : []))
        expect(assigned.sort((left, right) => left - right)).toEqual(withOrders)
      }),
    )
  })
})

describe('scoring one by one', () => {
  test('is the direct definition over the population, also for someone who is not of it', () => {
    fc.assert(
      fc.property(customers, row, (rows, newcomer) => {
        const population = rows.filter(({ orders }) => orders > 0)
        fc.pre(population.length > 0)
        const thresholds = fitRfm(columnsOf(rows))
        const money = population.flatMap((one) => (one.money === null ? [] : [one.money]))
        for (const one of [...population, { ...newcomer, orders: newcomer.orders + 1 }]) {
          const score = rfmOf(thresholds, one.lastDay, one.orders, one.money)
          const recency = directBand(
            population.map(({ lastDay }) => lastDay),
            one.lastDay,
          )
          const frequency = directBand(
            population.map(({ orders }) => orders),
            one.orders,
          )
          expect(score).toEqual({
            policy: 'rfm@1',
            recency,
            frequency,
            money: one.money === null || money.length === 0 ? null : directBand(money, one.money),
            segment: rfmSegment(recency, frequency),
          })
        }
      }),
    )
  })

  test('the thresholds survive being stored as JSON', () => {
    const thresholds = fitRfm(
      columnsOf([
        { lastDay: 1, orders: 1, money: null },
        { lastDay: 9, orders: 3, money: 12.5 },
      ]),
    )
    expect(JSON.parse(JSON.stringify(thresholds))).toEqual(thresholds)
  })

  test('unknown revenue leaves the money band empty and the segment known', () => {
    const thresholds = fitRfm(
      columnsOf([
        { lastDay: 1, orders: 1, money: null },
        { lastDay: 9, orders: 3, money: null },
      ]),
    )
    expect(rfmOf(thresholds, 9, 3, null)).toMatchObject({
      recency: 3,
      frequency: 3,
      money: null,
      segment: 'loyal',
    })
  })

  test('one customer is in band 1 throughout, since nobody is below', () => {
    const thresholds = fitRfm(columnsOf([{ lastDay: 5, orders: 9, money: 100 }]))
    expect(rfmOf(thresholds, 5, 9, 100)).toEqual({
      policy: 'rfm@1',
      recency: 1,
      frequency: 1,
      money: 1,
      segment: 'lost',
    })
  })

  test('one-time buyers differ by recency alone', () => {
    const rows = [1, 2, 3, 4, 5].map((lastDay) => ({ lastDay, orders: 1, money: 10 }))
    const thresholds = fitRfm(columnsOf(rows))
    expect(rows.map(({ lastDay }) => rfmOf(thresholds, lastDay, 1, 10)?.segment)).toEqual([
      'lost',
      'about_to_sleep',
      'promising',
      'new',
      'new',
    ])
  })

  test('without an order, or a population, there is no score', () => {
    const thresholds = fitRfm(columnsOf([{ lastDay: 5, orders: 9, money: 100 }]))
    expect(rfmOf(thresholds, null, 0, 0)).toBeNull()
    expect(rfmOf(thresholds, null, null, null)).toBeNull()
    expect(rfmOf(fitRfm(columnsOf([])), 5, 9, 100)).toBeNull()
  })

  test('columns of different lengths are an error', () => {
    const columns = { lastDay: new Float64Array(2), orders: new Float64Array(1), money: new Float64Array(2) }
    expect(() => fitRfm(columns)).toThrow('have 2, 1 and 2 rows')
  })
})
