import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { observedChurn } from '../value/baselines.ts'
import { type ChurnEvidence, churnRisk, customerState } from './churn-risk.ts'
import { gapPercentiles } from './gaps.ts'
import { summarizePurchases } from './purchases.ts'
import { purchaseColumns } from './purchases-builder.ts'

const gaps = { p75Days: 30, p95Days: 90, gaps: 100 }
const evidence = (change: Partial<ChurnEvidence>): ChurnEvidence => ({
  probabilityAlive: null,
  currentGap: null,
  gaps,
  ...change,
})

describe('with a model', () => {
  test.each([
    [1, 'low', 'active'],
    [0.7, 'low', 'active'],
    [0.699, 'medium', 'at_risk'],
    [0.3, 'medium', 'at_risk'],
    [0.299, 'high', 'churned'],
    [0, 'high', 'churned'],
  ] as const)('a probability alive of %d is %s risk, %s', (probabilityAlive, risk, state) => {
    expect(churnRisk(evidence({ probabilityAlive, currentGap: 5 }))).toBe(risk)
    expect(customerState(evidence({ probabilityAlive, currentGap: 5 }))).toBe(state)
  })

  test('a probability outside 0 to 1 is an error', () => {
    expect(() => churnRisk(evidence({ probabilityAlive: 70 }))).toThrow('must be from 0 to 1')
  })
})

describe('without a model', () => {
  test.each([
    [0, 'low', 'active'],
    [30, 'low', 'active'],
    [31, 'medium', 'at_risk'],
    [90, 'medium', 'at_risk'],
    [91, 'high', 'churned'],
  ] as const)('a gap of %i days is %s risk, %s', (currentGap, risk, state) => {
    expect(churnRisk(evidence({ currentGap }))).toBe(risk)
    expect(customerState(evidence({ currentGap }))).toBe(state)
  })

  test('it is unknown where nobody bought twice, and without an order', () => {
    expect(churnRisk(evidence({ currentGap: 5, gaps: null }))).toBeNull()
    expect(churnRisk(evidence({}))).toBeNull()
    expect(customerState(evidence({}))).toBeNull()
  })

  test('an unknown probability (NaN in a column) leaves the gap to decide', () => {
    expect(churnRisk(evidence({ probabilityAlive: Number.NaN, currentGap: 5 }))).toBe('low')
  })
})

describe('the gaps between purchases', () => {
  const columnsOf = (customers: readonly (readonly number[])[]) =>
    summarizePurchases(
      purchaseColumns(
        customers.map((days, i) => ({ id: String(i), days, amounts: days.map(() => 1) })),
        10_000,
      ),
    )

  test('weigh each customer by the number of gaps', () => {
    // 19 gaps of 10 days, one of 100.
    const regular = Array.from({ length: 20 }, (_, i) => i * 10)
    expect(gapPercentiles(columnsOf([regular, [0, 100], [5]]))).toEqual({
      p75Days: 10,
      p95Days: 10,
      gaps: 20,
    })
    expect(gapPercentiles(columnsOf([regular.slice(0, 19), [0, 100]]))?.p95Days).toBe(100)
  })

  test('there are none where nobody bought twice', () => {
    expect(gapPercentiles(columnsOf([[1], [2]]))).toBeNull()
    expect(gapPercentiles(columnsOf([]))).toBeNull()
  })

  test('the 95th percentile is the one after which observed churn counts a customer as lost', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(days, { maxLength: 40 }), (customers) => {
        const columns = columnsOf(customers.map((one) => one.toSorted((left, right) => left - right)))
        const lost = observedChurn(columns)
        const found = gapPercentiles(columns)
        expect(found === null ? null : found.p95Days / 30.4375).toEqual(lost.lostAfterMonths)
        const churned = Array.from(columns.age, (age, row) => {
          const currentGap = age - (columns.recency[row] ?? 0)
          return customerState({ probabilityAlive: null, currentGap, gaps: found })
        }).filter((state) => state === 'churned')
        expect(churned.length).toBe(lost.lost)
      }),
    )
  })
})
