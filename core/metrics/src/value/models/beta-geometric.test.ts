import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numericsGrid } from '../../../test-data/value.ts'
import { bgNbd } from './bg-nbd.ts'
import { mbgNbd } from './mbg-nbd.ts'

/** Relative, with room for numbers that are too small for a double's full precision. */
const off = (value: number, exact: number): number =>
  Math.abs(value - exact) / Math.max(Math.abs(exact), Number.MIN_VALUE * 2 ** 60)

describe.each([
  ['bgnbd', bgNbd],
  ['mbg', mbgNbd],
] as const)('on the hard grid %s', (name, model) => {
  const rows = numericsGrid(name).map((row) => ({
    row,
    parameters: { r: row.r!, alpha: row.alpha!, a: row.a!, b: row.b! },
    customer: { frequency: row.x!, recency: row.t_x!, age: row.T! },
  }))

  test('there are 150 rows, half of them with a discounted value', () => {
    expect(rows).toHaveLength(150)
    expect(rows.filter(({ row }) => !Number.isNaN(row.dert))).toHaveLength(75)
  })

  test('log-likelihoods are right to 1e-11', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(model.logLikelihood(parameters, customer), row.ll!)).toBeLessThan(1e-11)
    }
  })

  test('probabilities alive are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(model.probabilityAlive(parameters, customer), row.p_alive!)).toBeLessThan(1e-9)
    }
  })

  test('expected orders are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(model.expectedTransactions(parameters, customer, row.t!), row.cet!)).toBeLessThan(1e-9)
    }
  })

  test('expected orders of a new customer are right to 1e-9', () => {
    for (const { row, parameters } of rows) {
      expect(off(model.expectedFromNewCustomer(parameters, row.t!), row.expect!)).toBeLessThan(1e-9)
    }
  })

  test('discounted orders for ever are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      if (Number.isNaN(row.dert)) continue
      const value = model.discountedTransactions(parameters, customer, Infinity, row.delta!)
      expect(off(value, row.dert!)).toBeLessThan(1e-9)
    }
  })

  test('the probabilities of order counts add up to 1 and their mean is the expected number', () => {
    for (const { row, parameters, customer } of rows) {
      const args = [parameters, customer.frequency, customer.age, row.t!] as const
      const counts = model.futureOrders(...args, 1e-15)
      let total = 0
      let mean = 0
      counts.forEach((probability, n) => {
        total += probability
        mean += n * probability
      })
      expect(total).toBeCloseTo(1, 10)
      // Cut far tails of extreme rows keep the mean from more digits.
      expect(off(mean, model.expectedWhileAlive(...args))).toBeLessThan(1e-6)
    }
  })
})

describe('BG/NBD as published, CDNOW', () => {
  const fitted = { r: 0.242594522, alpha: 4.41360202, a: 0.792922016, b: 2.42590677 }
  const printed = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }

  test('expected orders of one customer in 39 weeks (spreadsheet of Fader, Hardie & Lee: 1.226)', () => {
    const customer = { frequency: 2, recency: 30.43, age: 38.86 }
    expect(bgNbd.expectedTransactions(printed, customer, 39)).toBeCloseTo(1.22602817477, 10)
  })

  test.each([
    [0.1429, 0.00782835],
    [1, 0.05326789],
    [3, 0.15086523],
    [31.8571, 1.04199606],
    [32, 1.04524333],
    [78, 1.86051906],
  ])('expected orders of a new customer in %d weeks', (t, expected) => {
    expect(bgNbd.expectedFromNewCustomer(printed, t)).toBeCloseTo(expected, 8)
  })

  test('expected orders of a new customer in a year, at seven-digit parameters', () => {
    const sevenDigits = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 }
    expect(bgNbd.expectedFromNewCustomer(sevenDigits, 52)).toBeCloseTo(1.44401062798, 10)
  })

  // The guide's estimates stop a little short of the maximum: its predictions agree to four or five digits.
  test('expected orders of a new customer in a year (BTYD guide: 1.444004)', () => {
    expect(Math.abs(bgNbd.expectedFromNewCustomer(fitted, 52) / 1.444004 - 1)).toBeLessThan(1e-5)
  })

  test('customer 1516 (BTYD guide: 25.75659, alive with 0.9688523)', () => {
    const customer = { frequency: 26, recency: 30.857142857, age: 31 }
    expect(Math.abs(bgNbd.expectedTransactions(fitted, customer, 52) / 25.75659 - 1)).toBeLessThan(5e-5)
    expect(bgNbd.probabilityAlive(fitted, customer)).toBeCloseTo(0.9688523, 5)
  })

  test.each([
    [10, 0.3474606],
    [15, 0.04283391],
    [20, 0.004158973],
    [25, 0.0003583685],
  ])('the more often a silent customer bought, the less is expected: x = %d (BTYD guide)', (x, expected) => {
    const value = bgNbd.expectedTransactions(fitted, { frequency: x, recency: 20, age: 39 }, 52)
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-4)
  })

  test('probabilities of order counts (BTYD manual)', () => {
    expect(bgNbd.futureOrders(printed, 0, 0, 39)[0]).toBeCloseTo(0.5737864, 7)
    expect(bgNbd.futureOrders(printed, 0, 0, 2, 1e-15)[10]).toBeCloseTo(1.07869e-7, 12)
    const expected = [
      0.0019995214, 0.0015170236, 0.001163315, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913,
      0.0003467171, 0.0002769613, 0.000222226,
    ]
    const counts = bgNbd.futureOrders(printed, 0, 0, 30, 1e-12)
    expected.forEach((probability, i) => {
      expect(counts[11 + i]).toBeCloseTo(probability, 9)
    })
  })

  test('log-likelihood of one customer, also with 200 orders (Fader & Hardie, note 027)', () => {
    const parameters = { r: 0.25, alpha: 4, a: 0.8, b: 2.5 }
    const never = bgNbd.logLikelihood(parameters, { frequency: 0, recency: 0, age: 40 })
    const often = bgNbd.logLikelihood(parameters, { frequency: 200, recency: 38, age: 40 })
    expect(never).toBeCloseTo(-0.5994738182, 9)
    expect(often).toBeCloseTo(100.795693093, 8)
  })

  test('a one-time buyer is alive for certain, which is why it is a reference only', () => {
    const customer = { frequency: 0, recency: 0, age: 500 }
    expect(bgNbd.probabilityAlive(fitted, customer)).toBe(1)
    expect(mbgNbd.probabilityAlive(fitted, customer)).toBeLessThan(0.5)
  })
})

describe('discounted orders within a finite time, where nearly all leave soon', () => {
  const parameters = { r: 22026.4658, alpha: 4015.5936, a: 158080.606, b: 162754.791 }

  test.each([
    [0.1, 1.9571538606858647],
    [0.0018, 2.028236367769398],
  ])('at a rate of %d they are those of 20-digit arithmetic (mpmath), as without an end', (delta, exact) => {
    expect(off(bgNbd.discountedWhileAlive(parameters, 2, 1.127, 52, delta), exact)).toBeLessThan(1e-12)
    expect(off(bgNbd.discountedWhileAlive(parameters, 2, 1.127, Infinity, delta), exact)).toBeLessThan(1e-12)
  })

  test('orders without discount are those of 30-digit arithmetic, however large the parameters', () => {
    const exact = 2.029587529462845
    expect(off(bgNbd.expectedWhileAlive(parameters, 2, 1.127, 52), exact)).toBeLessThan(1e-12)
  })

  const between = (low: number, high: number) =>
    fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp)
  const wide = fc.record({
    r: between(1e-3, 1e5),
    alpha: between(1e-2, 1e5),
    a: between(1e-5, 1e5),
    b: between(1e-2, 1e5),
  })

  test('for any parameters they grow with time, below those without an end and those without discount', () => {
    fc.assert(
      fc.property(wide, between(1e-3, 1e4), between(1e-5, 10), (parameters, t, delta) => {
        const upTo = (time: number) => bgNbd.discountedWhileAlive(parameters, 0, 0, time, delta)
        const forever = upTo(Infinity)
        let before = 0
        for (const time of [t / 4, t / 2, t, 2 * t]) {
          const orders = upTo(time)
          expect(orders).toBeGreaterThanOrEqual(before * (1 - 1e-12))
          expect(orders).toBeLessThanOrEqual(forever * (1 + 1e-12))
          expect(orders).toBeLessThanOrEqual(bgNbd.expectedWhileAlive(parameters, 0, 0, time) * (1 + 1e-12))
          before = orders
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('counts of orders with a long tail', () => {
  const meanOf = (counts: Float64Array): number => counts.reduce((sum, chance, n) => sum + n * chance, 0)
  const parameters = { r: 6572.8, alpha: 0.25, a: 1.8, b: 1681.9 }

  test('have the expected number as their mean, though only the first million are counted one by one', () => {
    const counts = bgNbd.futureOrders(parameters, 3713, 1, 1113)
    expect(off(meanOf(counts), bgNbd.expectedWhileAlive(parameters, 3713, 1, 1113))).toBeLessThan(1e-11)
    expect(counts.reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 12)
  })

  test('take no more memory than 32 MB, where their mean is then too low', () => {
    const hardlyLeaving = { r: 6572.8, alpha: 0.25, a: 0.2, b: 10 }
    const counts = bgNbd.futureOrders(hardlyLeaving, 3713, 0.01, 1e5)
    expect(counts.length).toBeLessThanOrEqual(4_000_001)
    expect(counts.reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 12)
    expect(meanOf(counts)).toBeLessThan(bgNbd.expectedWhileAlive(hardlyLeaving, 3713, 0.01, 1e5))
  })

  test('have it with the usual cut of the tail too', () => {
    for (const [t, a] of [
      [1000, 1.5],
      [300, 0.4],
      [20, 3],
    ] as const) {
      const p = { r: 2, alpha: 3, a, b: 5 }
      const expected = mbgNbd.expectedWhileAlive(p, 4, 30, t)
      expect(off(meanOf(mbgNbd.futureOrders(p, 4, 30, t, 1e-5)), expected)).toBeLessThan(1e-9)
    }
  })
})

describe('for any parameters and customer', () => {
  const positive = fc.double({ min: 0.01, max: 200, noNaN: true })
  const any = fc.record({ r: positive, alpha: positive, a: positive, b: positive })
  const someone = fc
    .record({
      frequency: fc.integer({ min: 0, max: 300 }),
      early: fc.double({ min: 0.01, max: 1, noNaN: true }),
      age: positive,
    })
    .map(({ frequency, early, age }) => ({ frequency, recency: frequency === 0 ? 0 : early * age, age }))

  test('the chance to be alive is in [0, 1], and expectations are finite and grow with time', () => {
    fc.assert(
      fc.property(any, someone, positive, (parameters, customer, t) => {
        for (const model of [bgNbd, mbgNbd]) {
          const alive = model.probabilityAlive(parameters, customer)
          expect(alive).toBeGreaterThanOrEqual(0)
          expect(alive).toBeLessThanOrEqual(1)
          const near = model.expectedWhileAlive(parameters, customer.frequency, customer.age, t)
          const far = model.expectedWhileAlive(parameters, customer.frequency, customer.age, 2 * t)
          expect(near).toBeGreaterThan(0)
          expect(far).toBeGreaterThanOrEqual(near * (1 - 1e-12))
          expect(far).toBeLessThan(Infinity)
        }
      }),
    )
  })

  test('discounting takes something off, and nothing at a rate of 0', () => {
    fc.assert(
      fc.property(any, someone, positive, (parameters, { frequency, age }, t) => {
        const plain = mbgNbd.expectedWhileAlive(parameters, frequency, age, t)
        expect(mbgNbd.discountedWhileAlive(parameters, frequency, age, t, 0)).toBe(plain)
        const discounted = mbgNbd.discountedWhileAlive(parameters, frequency, age, t, 0.01)
        expect(discounted).toBeLessThan(plain)
        expect(discounted).toBeGreaterThan(plain * Math.exp(-0.01 * t) * (1 - 1e-9))
      }),
    )
  })

  test('a finite horizon discounts as a fine sum over its parts does', () => {
    const parameters = { r: 0.6, alpha: 7, a: 0.8, b: 1.3 }
    const steps = 20_000
    let sum = 0
    let before = 0
    for (let i = 1; i <= steps; i += 1) {
      const upTo = mbgNbd.expectedWhileAlive(parameters, 3, 30, (52 * i) / steps)
      sum += (upTo - before) * Math.exp((-0.02 * 52 * (i - 0.5)) / steps)
      before = upTo
    }
    expect(mbgNbd.discountedWhileAlive(parameters, 3, 30, 52, 0.02)).toBeCloseTo(sum, 7)
  })
})

test.each([
  [{ r: 0.2, alpha: 10, a: 1e-7, b: 0 }, 3, 30, 44.444432847860945],
  [{ r: 0.25, alpha: 5, a: 0.005, b: 5.5 }, 0, 39, 3.140622840543223],
])(
  'where hardly anybody leaves, orders without end are those of one who never does, less a little',
  (p, x, T, exact) => {
    // To 30 digits by mpmath, at shape r + x, rate α + T and b + x: 3.2, 40, 3 and 0.25, 44, 5.5.
    const delta = 0.0018
    const found = bgNbd.discountedWhileAlive(p, x, T, Number.POSITIVE_INFINITY, delta)
    expect(off(found, exact)).toBeLessThan(1e-12)
    expect(found).toBeLessThan((p.r + x) / ((p.alpha + T) * delta))
    // Within a finite time the same: fewer than at the rate of one who stays, by a share of about a.
    const expected = bgNbd.expectedWhileAlive(p, x, T, 52)
    const staying = ((p.r + x) * 52) / (p.alpha + T)
    expect(expected).toBeLessThan(staying)
    expect(expected).toBeGreaterThan(staying * (1 - p.a))
  },
)
