import { seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numericsGrid } from '../../../test-data/value.ts'
import { nbd } from './nbd.ts'
import { paretoNbd } from './pareto-nbd.ts'

/** Relative, with room for numbers that are too small for a double's full precision. */
const off = (value: number, exact: number): number =>
  Math.abs(value - exact) / Math.max(Math.abs(exact), Number.MIN_VALUE * 2 ** 60)

describe('on the hard grid', () => {
  const rows = numericsGrid('pnbd').map((row) => ({
    row,
    parameters: { r: row.r!, alpha: row.alpha!, s: row.s!, beta: row.beta! },
    customer: { frequency: row.x!, recency: row.t_x!, age: row.T! },
  }))

  test('there are 150 rows, all with a discounted value', () => {
    expect(rows).toHaveLength(150)
    expect(rows.filter(({ row }) => row.dert! > 0)).toHaveLength(150)
  })

  test('no log-likelihood is missing, and all are right to 1e-11 (public packages: missing, or 3.2 times too large)', () => {
    for (const { row, parameters, customer } of rows) {
      const value = paretoNbd.logLikelihood(parameters, customer)
      expect(Math.abs(value - row.ll!)).toBeLessThan(1e-11 * Math.max(1, Math.abs(row.ll!)))
    }
  })

  test('probabilities alive are right to 1e-9, however small', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(paretoNbd.probabilityAlive(parameters, customer), row.p_alive!)).toBeLessThan(1e-9)
    }
  })

  test('no expected number of orders is missing, and all are right to 1e-9 (a public package: 3e14 times off)', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(paretoNbd.expectedTransactions(parameters, customer, row.t!), row.cet!)).toBeLessThan(1e-9)
    }
  })

  test('expected orders of a new customer are right to 1e-9', () => {
    for (const { row, parameters } of rows) {
      expect(off(paretoNbd.expectedFromNewCustomer(parameters, row.t!), row.expect!)).toBeLessThan(1e-9)
    }
  })

  test('discounted orders for ever are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      const value = paretoNbd.discountedTransactions(parameters, customer, Infinity, row.delta!)
      expect(off(value, row.dert!)).toBeLessThan(1e-9)
    }
  })

  test('the probabilities of order counts add up to 1 and their mean is the expected number', () => {
    for (const { row, parameters, customer } of rows) {
      const args = [parameters, customer.frequency, customer.age, row.t!] as const
      let total = 0
      let mean = 0
      paretoNbd.futureOrders(...args, 1e-15).forEach((probability, n) => {
        total += probability
        mean += n * probability
      })
      expect(total).toBeCloseTo(1, 12)
      expect(off(mean, paretoNbd.expectedWhileAlive(...args))).toBeLessThan(1e-9)
    }
  })
})

describe('as published, CDNOW', () => {
  const fitted = { r: 0.553277047, alpha: 10.5776835, s: 0.60623999, beta: 11.6687353 }
  // The BTYD guide's search stops a little short of the maximum; its estimates as printed.
  const guide = { r: 0.553, alpha: 10.58, s: 0.606, beta: 11.656 }

  test('expected orders of a new customer in a year (BTYD guide: 1.473434)', () => {
    expect(paretoNbd.expectedFromNewCustomer(fitted, 52).toFixed(6)).toBe('1.473434')
  })

  test.each([
    [1, 0.05077821],
    [2, 0.09916088],
    [3, 0.14542507],
    [4, 0.1897993],
    [5, 0.23247466],
    [6, 0.27361274],
    [7, 0.31335159],
    [8, 0.35181024],
    [9, 0.38909211],
  ])('expected orders of a new customer in %d weeks (BTYD manual, older estimates)', (t, expected) => {
    expect(Math.abs(paretoNbd.expectedFromNewCustomer(fitted, t) - expected)).toBeLessThan(0.003)
  })

  test('customer 1516 (BTYD guide: 25.45647, alive with 0.997874)', () => {
    const customer = { frequency: 26, recency: 30.857142857, age: 31 }
    expect(off(paretoNbd.expectedTransactions(guide, customer, 52), 25.45647)).toBeLessThan(1e-4)
    expect(paretoNbd.probabilityAlive(guide, customer).toFixed(6)).toBe('0.997874')
    expect(paretoNbd.expectedTransactions(fitted, customer, 52).toFixed(2)).toBe('25.46')
  })

  test.each([
    [10, 0.7062289],
    [15, 0.1442396],
    [20, 0.02250658],
    [25, 0.00309267],
  ])('the more often a silent customer bought, the less is expected: x = %d (BTYD guide)', (x, expected) => {
    const value = paretoNbd.expectedTransactions(guide, { frequency: x, recency: 20, age: 39 }, 52)
    expect(off(value, expected)).toBeLessThan(2e-4)
  })

  test.each([
    [132, 6.2060517889632418],
    [133, 6.2528722475748113],
  ])('%d orders, where the likelihood itself underflows (test of lifetimes)', (x, expected) => {
    const parameters = { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 }
    const customer = { frequency: x, recency: 200, age: 200 }
    expect(off(paretoNbd.expectedTransactions(parameters, customer, 10), expected)).toBeLessThan(1e-12)
  })

  test('a yearly discount taken for a weekly one would lose most of the value', () => {
    const customer = { frequency: 6, recency: 93.2857142857, age: 104 }
    const parameters = { r: 1.4489768, alpha: 48.6360845, s: 0.5612598, beta: 46.8843634 }
    const yearly = paretoNbd.discountedTransactions(parameters, customer, Infinity, Math.log(1.1) / 52.1775)
    const weekly = paretoNbd.discountedTransactions(parameters, customer, Infinity, Math.log(1.1))
    expect(weekly).toBeCloseTo(0.467656, 6)
    expect(yearly / weekly).toBeGreaterThan(28)
  })
})

const positive = fc.double({ min: 0.01, max: 200, noNaN: true })
const any = fc.record({ r: positive, alpha: positive, s: positive, beta: positive })
const someone = fc
  .record({
    frequency: fc.integer({ min: 0, max: 300 }),
    early: fc.double({ min: 0.01, max: 1, noNaN: true }),
    age: positive,
  })
  .map(({ frequency, early, age }) => ({ frequency, recency: frequency === 0 ? 0 : early * age, age }))

describe('for any parameters and customer', () => {
  test('the chance to be alive is in [0, 1], and expectations are finite and grow with time', () => {
    fc.assert(
      fc.property(any, someone, positive, (parameters, customer, t) => {
        const alive = paretoNbd.probabilityAlive(parameters, customer)
        expect(alive).toBeGreaterThanOrEqual(0)
        expect(alive).toBeLessThanOrEqual(1)
        const near = paretoNbd.expectedWhileAlive(parameters, customer.frequency, customer.age, t)
        const far = paretoNbd.expectedWhileAlive(parameters, customer.frequency, customer.age, 2 * t)
        expect(near).toBeGreaterThan(0)
        expect(far).toBeGreaterThanOrEqual(near)
        expect(far).toBeLessThan(Infinity)
      }),
    )
  })

  test('another unit of time changes nothing but the unit', () => {
    fc.assert(
      fc.property(any, someone, positive, (parameters, { frequency, recency, age }, t) => {
        const days = { ...parameters, alpha: parameters.alpha * 7, beta: parameters.beta * 7 }
        const inDays = { frequency, recency: recency * 7, age: age * 7 }
        const weeks = paretoNbd.discountedTransactions(
          parameters,
          { frequency, recency, age },
          Infinity,
          0.007,
        )
        expect(off(paretoNbd.discountedTransactions(days, inDays, Infinity, 0.001), weeks)).toBeLessThan(1e-9)
        const expected = paretoNbd.expectedTransactions(parameters, { frequency, recency, age }, t)
        expect(off(paretoNbd.expectedTransactions(days, inDays, t * 7), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('discounting takes something off, and nothing at a rate of 0', () => {
    fc.assert(
      fc.property(any, someone, positive, (parameters, { frequency, age }, t) => {
        const plain = paretoNbd.expectedWhileAlive(parameters, frequency, age, t)
        expect(paretoNbd.discountedWhileAlive(parameters, frequency, age, t, 0)).toBe(plain)
        const discounted = paretoNbd.discountedWhileAlive(parameters, frequency, age, t, 0.01)
        expect(discounted).toBeLessThan(plain * (1 + 1e-12))
        expect(discounted).toBeGreaterThan(plain * Math.exp(-0.01 * t) * (1 - 1e-12))
      }),
    )
  })

  test('what comes after t, seen from t, completes a finite horizon', () => {
    fc.assert(
      fc.property(any, someone, positive, (parameters, { frequency, age }, t) => {
        const { s, beta, r, alpha } = parameters
        const whole = paretoNbd.discountedWhileAlive(parameters, frequency, age, Infinity, 0.02)
        const first = paretoNbd.discountedWhileAlive(parameters, frequency, age, t, 0.02)
        // The rate posterior stays; only the dropout's moves on.
        const later = paretoNbd.discountedWhileAlive(
          { r, alpha: alpha - t > 0 ? alpha - t : alpha, s, beta },
          frequency,
          age + t,
          Infinity,
          0.02,
        )
        const rate = alpha - t > 0 ? 1 : (alpha + age + t) / (alpha + age)
        const survives = Math.exp(-s * Math.log1p(t / (beta + age)) - 0.02 * t)
        expect(off(first + survives * rate * later, whole)).toBeLessThan(1e-10)
      }),
    )
  })

  test('without dropout it is NBD', () => {
    fc.assert(
      fc.property(any, someone, positive, ({ r, alpha, beta }, customer, t) => {
        const parameters = { r, alpha, s: 1e-13, beta: beta + 1000 }
        expect(paretoNbd.expectedWhileAlive(parameters, customer.frequency, customer.age, t)).toBeCloseTo(
          nbd.expectedTransactions({ r, alpha }, customer, t),
          6,
        )
        const never = paretoNbd.logLikelihood(parameters, { ...customer, recency: customer.age })
        expect(off(never, nbd.logLikelihood({ r, alpha }, customer))).toBeLessThan(1e-9)
      }),
    )
  })
})

test('s = 1 is no special place', () => {
  const at = (s: number) => paretoNbd.expectedWhileAlive({ r: 0.6, alpha: 9, s, beta: 12 }, 3, 30, 52)
  expect(off(at(1), (3.6 / 39) * 42 * Math.log(94 / 42))).toBeLessThan(1e-15)
  for (const step of [1e-15, 1e-9, 1e-5])
    expect(off((at(1 - step) + at(1 + step)) / 2, at(1))).toBeLessThan(1e-10)
})

test('drawn histories and futures have the expected numbers of orders', () => {
  const parameters = { r: 0.8, alpha: 6, s: 0.7, beta: 15 }
  const random = seededRandom(87)
  const draws = 40_000
  let repeats = 0
  for (let i = 0; i < draws; i += 1) {
    const { frequency, recency, age } = paretoNbd.sampleHistory(parameters, 40, random)
    expect(recency).toBeLessThanOrEqual(age)
    expect(frequency === 0).toBe(recency === 0)
    repeats += frequency
  }
  expect(off(repeats / draws, paretoNbd.expectedFromNewCustomer(parameters, 40))).toBeLessThan(0.03)

  const customer = { frequency: 5, recency: 25, age: 40 }
  let future = 0
  let none = 0
  for (let i = 0; i < draws; i += 1) {
    const orders = paretoNbd.sampleFutureOrders(parameters, customer, 30, random)
    future += orders
    if (orders === 0) none += 1
  }
  expect(off(future / draws, paretoNbd.expectedTransactions(parameters, customer, 30))).toBeLessThan(0.03)
  const alive = paretoNbd.probabilityAlive(parameters, customer)
  const zero = paretoNbd.futureOrders(parameters, 5, 40, 30)[0]!
  expect(Math.abs(none / draws - (1 - alive + alive * zero))).toBeLessThan(0.01)
})
