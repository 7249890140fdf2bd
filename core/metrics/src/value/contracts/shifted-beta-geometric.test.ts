import { seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numericsGrid, referenceEstimate, survivalPercent } from '../../../test-data/value.ts'
import {
  churnProbability,
  discountedLifetime,
  discountedResidualLifetime,
  logChurnProbability,
  logSurvival,
  retentionRate,
  sampleRenewals,
  survival,
} from './shifted-beta-geometric.ts'

const off = (value: number, exact: number): number => Math.abs(value / exact - 1)

describe('on the hard grid', () => {
  const rows = numericsGrid('sbg').map((row) => ({
    row,
    parameters: { alpha: row.alpha!, beta: row.beta! },
    n: row.n!,
    d: row.d!,
  }))

  test('there are 100 rows, and none of their values is missing', () => {
    expect(rows).toHaveLength(100)
    for (const { row } of rows) expect(Object.values(row).every(Number.isFinite)).toBe(true)
  })

  test('logarithms of the chances to leave and to stay are right to 1e-11', () => {
    for (const { row, parameters, n } of rows) {
      expect(off(logChurnProbability(parameters, n), row.logpdf_n!)).toBeLessThan(1e-11)
      expect(off(logSurvival(parameters, n), row.log_surv_n!)).toBeLessThan(1e-11)
    }
  })

  test('retention rates and discounted lifetimes are right to 1e-9', () => {
    for (const { row, parameters, n, d } of rows) {
      expect(off(retentionRate(parameters, n), row.retention_n!)).toBeLessThan(1e-9)
      expect(off(discountedLifetime(parameters, d), row.del!)).toBeLessThan(1e-9)
      expect(off(discountedResidualLifetime(parameters, n, d), row.derl_n!)).toBeLessThan(1e-9)
    }
  })
})

const highEnd = { alpha: 0.668, beta: 3.806 }
const regular = { alpha: 0.704, beta: 1.182 }

describe('as published (Fader & Hardie 2007 and 2010)', () => {
  test('discounted expected lifetime at 10 %', () => {
    expect(discountedLifetime(highEnd, 0.1)).toBeCloseTo(5.922596408, 9)
    expect(discountedLifetime(regular, 0.1)).toBeCloseTo(3.695147406, 9)
  })

  test.each([
    ['High End at 10 %', highEnd, 0.1, [5.414856048, 5.901753168, 6.294260617, 6.620280323, 6.897057398]],
    ['Regular at 10 %', regular, 0.1, [2.964662146, 4.10345862, 4.870137367, 5.442391322, 5.89442286]],
    ['High End at 5 %', highEnd, 0.05, [8.129095085, 8.983644241, 9.693922598, 10.29970335, 10.82613605]],
    ['Regular at 5 %', regular, 0.05, [4.156466978, 5.9136646, 7.162730448, 8.134817425, 8.92944855]],
  ])('discounted expected residual lifetime before renewals 1–5: %s', (_, parameters, discount, expected) => {
    expected.forEach((value, i) => {
      expect(off(discountedResidualLifetime(parameters, i + 1, discount), value)).toBeLessThan(1e-9)
    })
  })

  test.each([
    ['highend', 0.377999, 0.394],
    ['regular', 0.170037, 0.173],
  ] as const)('%s, seven years known: the projection to year 12 is close', (segment, projected, actual) => {
    const { params } = referenceEstimate(`sbg_${segment}`)
    const share = survival({ alpha: params.alpha!, beta: params.beta! }, 12)
    expect(share).toBeCloseTo(projected, 6)
    expect(survivalPercent(segment)[12]! / 100).toBeCloseTo(actual, 12)
    expect(Math.abs(share - actual)).toBeLessThan(0.02)
  })
})

describe('for any parameters', () => {
  const shape = fc.double({ min: 0.02, max: 200, noNaN: true })
  const any = fc.record({ alpha: shape, beta: shape })
  const periods = fc.integer({ min: 1, max: 60 })

  test('who has not left in one of n periods is there after them', () => {
    fc.assert(
      fc.property(any, periods, (parameters, n) => {
        let left = 0
        for (let period = 1; period <= n; period += 1) left += churnProbability(parameters, period)
        expect(left + survival(parameters, n)).toBeCloseTo(1, 12)
        expect(
          off(survival(parameters, n - 1) * retentionRate(parameters, n), survival(parameters, n)),
        ).toBeLessThan(1e-12)
      }),
    )
  })

  test('retention rises with tenure', () => {
    fc.assert(
      fc.property(any, periods, (parameters, n) => {
        expect(retentionRate(parameters, n + 1)).toBeGreaterThan(retentionRate(parameters, n))
      }),
    )
  })

  test('a lifetime is its first payment and the residual one period later', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 1e-3, max: 0.5, noNaN: true }), (parameters, d) => {
        const whole = 1 + discountedResidualLifetime(parameters, 1, d) / (1 + d)
        expect(off(whole, discountedLifetime(parameters, d))).toBeLessThan(1e-11)
      }),
    )
  })

  test('a horizon counts the payments within it, also without a discount', () => {
    fc.assert(
      fc.property(any, periods, fc.constantFrom(0, 1e-6, 0.1), fc.nat(30), (parameters, n, d, horizon) => {
        let sum = 0
        const before = logSurvival(parameters, n - 1)
        for (let j = 0; j < horizon; j += 1) {
          sum += Math.exp(logSurvival(parameters, n + j) - before) / (1 + d) ** j
        }
        expect(Math.abs(discountedResidualLifetime(parameters, n, d, horizon) - sum)).toBeLessThan(
          1e-12 * (1 + sum),
        )
      }),
    )
  })
})

test('small discounts converge to the undiscounted lifetime where that one is finite', () => {
  const parameters = { alpha: 3, beta: 8 }
  expect(discountedLifetime(parameters, 0)).toBe(5)
  expect(discountedLifetime(parameters, 1e-6)).toBeCloseTo(5, 4)
  expect(discountedResidualLifetime(parameters, 3, 0)).toBeCloseTo((10 / 13) * (13 / 2), 12)
  expect(discountedLifetime(highEnd, 0)).toBe(Infinity)
  // The small-discount expansion of ₂F₁(1, β; α + β; 1 ÷ (1 + d)) for α < 1 leads with d^(α − 1).
  const ratio = discountedLifetime(highEnd, 1e-6) / discountedLifetime(highEnd, 1e-5)
  expect(ratio).toBeCloseTo(10 ** (1 - highEnd.alpha), 1)
})

test('sampled customers renew as often as expected', () => {
  const random = seededRandom(4)
  const draws = 40_000
  let within = 0
  const reached = new Float64Array(6)
  for (let i = 0; i < draws; i += 1) {
    const renewals = sampleRenewals(regular, 2, random, 5)
    within += renewals
    for (let j = 1; j <= renewals; j += 1) reached[j]! += 1
  }
  expect(Math.abs(within / draws - discountedResidualLifetime(regular, 3, 0, 5))).toBeLessThan(0.05)
  for (let j = 1; j <= 5; j += 1) {
    const share = survival(regular, 2 + j) / survival(regular, 2)
    expect(Math.abs(reached[j]! / draws - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / draws))
  }
})
