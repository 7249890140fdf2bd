import { describe, expect, it } from 'vitest'
import { lines, valued, valueRequest } from './testing/value-files.ts'
import { valueResult } from './value-result.ts'
import { valueText } from './value-text.ts'

const header = 'customer_id,start,end,amount,period'
const asOf = '2025-12-31'

/** Customers from 2024 on, of whom a quarter leaves, sooner or later. */
const payers = (name: string, customers: number, period: string) =>
  Array.from({ length: customers }, (_, place) => {
    const year = period === 'year' ? 2020 : 2024
    const leaves =
      place % 4 === 0 ? `${year + (period === 'year' ? 1 + (place % 3) : 0)}-0${2 + (place % 7)}-20` : ''
    return `${name}${place},${year}-01-15,${leaves},10,${period}`
  })

const monthly = payers('m', 200, 'month')
const yearly = payers('y', 80, 'year')

async function resultOf(rows: readonly string[], changes: Parameters<typeof valueRequest>[0] = {}) {
  const request = { asOf, model: 'sbg', ...changes } as const
  const calculation = await valued({ subscriptions: lines(header, ...rows) }, request)
  return {
    result: valueResult(valueRequest(request), calculation),
    text: [...valueText(valueRequest(request), calculation)].join(''),
  }
}

describe('the parameters of contracts alone', () => {
  it('are those of sBG, with errors, intervals, covariance and log-likelihood', async () => {
    const { result } = await resultOf(monthly)
    expect(result).toMatchObject({ model: 'sbg', billingPeriod: 'month', prior: 'none', limit: null })
    const { alpha, beta } = result.parameters
    for (const { value, standardError, low, high } of [alpha, beta].flatMap((one) => one ?? [])) {
      expect(standardError).toBeGreaterThan(0)
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
    }
    expect(Object.keys(result.parameters)).toEqual(['alpha', 'beta'])
    expect(result.logLikelihood).toBeLessThan(0)
    expect(Math.sqrt(result.covariance?.[0]?.[0] ?? Number.NaN)).toBe(alpha?.standardError)
    expect(result.contracts?.models.month).toMatchObject({
      parameters: result.parameters,
      covariance: result.covariance,
    })
  })

  it('are those of the billing period with the most customers, which is named', async () => {
    const { result } = await resultOf([...yearly, ...monthly])
    expect(result.contracts?.models).toMatchObject({ month: { method: 'sbg' }, year: { method: 'sbg' } })
    expect(result).toMatchObject({ billingPeriod: 'month' })
    expect(result.parameters).toEqual((await resultOf(monthly)).result.parameters)
    expect((await resultOf(yearly, { model: 'auto' })).result).toMatchObject({ billingPeriod: 'year' })
  })

  it('are none where one rate for all stands in for sBG', async () => {
    const { result } = await resultOf(monthly.slice(0, 5))
    expect(result).toMatchObject({ billingPeriod: 'month', parameters: {}, logLikelihood: null })
    expect(result.contracts?.models.month).toMatchObject({ method: 'simple-retention' })
  })

  it('stand in the text once', async () => {
    const { text } = await resultOf(monthly)
    expect(text.match(/^alpha /gm)).toHaveLength(1)
    expect(text).toMatch(/^sBG by the month +estimate +standard error$/m)
  })
})
