import { customerIntervals, futureOf, predictValue } from '@rapport/metrics'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PurchaseCalculation } from './calculate-value.ts'
import { predictColumns, pricedCustomers } from './predict-columns.ts'
import { cdnowRows } from './testing/cdnow.ts'
import { transactionLines, valued } from './testing/value-files.ts'

const purchasesOf = async (...parameters: Parameters<typeof valued>): Promise<PurchaseCalculation> => {
  const { purchases } = await valued(...parameters)
  if (purchases === null) throw new Error('there are no purchases')
  return purchases
}

const cdnow = () => ({ transactions: transactionLines(...cdnowRows()) })

describe('the interval of each customer', () => {
  let calculated: PurchaseCalculation
  beforeAll(async () => {
    calculated = await purchasesOf(cdnow(), { asOf: '1997-09-30', model: 'mbg-nbd', prior: 'none' })
  })

  it('is the 80 % one that allows for parameters, customer and purchases', () => {
    const { fitted, columns, scores } = calculated
    const future = futureOf(fitted)
    if (future === null || fitted.spend === null) throw new Error('nothing was fitted')
    const rows = Array.from(columns.ids, (_, row) => row)
    const { all } = customerIntervals(future, pricedCustomers(fitted.spend.basis, columns, rows))
    columns.ids.forEach((_, row) => {
      const value = scores.clv[row] ?? Number.NaN
      expect(scores.low[row]).toBe(Math.min(value, all[80].low[row] ?? Number.NaN))
      expect(scores.high[row]).toBe(Math.max(value, all[80].high[row] ?? Number.NaN))
    })
  })

  it('holds the value', () => {
    const { scores } = calculated
    expect(scores.clv.every((value, row) => value >= (scores.low[row] ?? Infinity))).toBe(true)
    expect(scores.clv.every((value, row) => value <= (scores.high[row] ?? -Infinity))).toBe(true)
  })

  it('takes the parameters for true where the data do not determine them', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, place) => `c${place},2024-01-0${1 + (place % 9)},${10 + place}`,
    )
    const transactions = transactionLines(...rows, 'z,2024-06-30,20')
    const { fitted, scores } = await purchasesOf({ transactions }, { model: 'mbg-nbd', prior: 'none' })
    expect(fitted.timing?.covariance).toBeNull()
    expect(scores.high.every((high) => Number.isFinite(high))).toBe(true)
  })

  it('has both ends where every order brings the same', async () => {
    const rows = cdnowRows().map((row) => row.replace(/[^,]*$/, '10'))
    const { scores, fitted } = await purchasesOf(
      { transactions: transactionLines(...rows) },
      { asOf: '1997-09-30', model: 'mbg-nbd' },
    )
    expect(fitted.spend?.limit).not.toBeNull()
    expect(scores.low.every((low) => low >= 0)).toBe(true)
    expect(scores.high.every((high, row) => high >= (scores.clv[row] ?? Infinity))).toBe(true)
  })

  it('takes the parameters for true where those of spend are not determined', () => {
    const { fitted, columns } = calculated
    if (fitted.spend === null) throw new Error('no spend was fitted')
    const unsure = { ...fitted, spend: { ...fitted.spend, covariance: null } }
    const { low, high } = predictColumns(unsure, columns, null)
    expect(high.every((end, row) => end >= (low[row] ?? Infinity))).toBe(true)
  })

  it('takes the parameters of very many customers for settled', () => {
    const { fitted, columns, scores } = calculated
    const closed = predictValue(fitted, columns)
    const settled = predictColumns(fitted, columns, null, columns.ids.length - 1)
    expect(settled.high).toEqual(closed.high)
    expect(settled.clv).toEqual(scores.clv)
  })

  it('is known, and the value is not, under 30 customers who bought twice', async () => {
    const transactions = transactionLines(
      'a,2024-01-01,5',
      'a,2024-02-01,7',
      'b,2024-01-05,4',
      'c,2024-06-01,2',
    )
    const { fitted, scores } = await purchasesOf({ transactions })
    expect(fitted.outcome).toBe('range')
    expect(scores.clv.every(Number.isNaN)).toBe(true)
    expect(scores.high.every((high) => high > 0)).toBe(true)
  })
})
