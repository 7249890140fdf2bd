import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { cdnowRows } from './testing/cdnow.ts'
import { collected } from './testing/collected.ts'
import { failureOf, lines, transactionLines, valued, valueRequest } from './testing/value-files.ts'
import { jsonParts } from './value-output.ts'
import type { ValueRequest } from './value-request.ts'
import { valueRows } from './value-rows.ts'

const cdnow = () => transactionLines(...cdnowRows())
const asOf = '1997-09-30'

/** The result as it is printed. */
async function printed(
  contents: Parameters<typeof valued>[0],
  changes: Partial<ValueRequest>,
): Promise<string> {
  return (await collected(jsonParts(valueRequest(changes), await valued(contents, changes)))).join('')
}

describe('calculateValue', () => {
  it.each(['auto', 'mbg-nbd', 'bg-bb'] as const)(
    'does not depend on the order of the rows (%s)',
    async (model) => {
      const rows = cdnowRows()
      const shuffled = rows.map((row, place) => ({ row, key: (place * 7919) % rows.length }))
      shuffled.sort((left, right) => left.key - right.key)
      const other = transactionLines(...shuffled.map(({ row }) => row))
      const request = { asOf, model }
      expect(await printed({ transactions: other }, request)).toBe(
        await printed({ transactions: cdnow() }, request),
      )
    },
  )

  it('does not depend on the order of subscriptions and covariates', async () => {
    const subscriptions = [
      'a,1996-01-01,,5,month',
      'b,1996-05-01,1997-02-01,9,month',
      'c,1996-03-01,,20,year',
    ]
    const covariates = cdnowRows().map((row) => row.slice(0, 5))
    const scores = [...new Set(covariates)].map((id, place) => `${id},${place % 10}`)
    const contents = (turned: boolean) => {
      const order = (rows: readonly string[]) => (turned ? rows.toReversed() : rows)
      return {
        transactions: cdnow(),
        subscriptions: lines('customer_id,start,end,amount,period', ...order(subscriptions)),
        covariates: lines('customer_id,score', ...order(scores)),
      }
    }
    const request = { asOf, model: 'mbg-nbd' } as const
    expect(await printed(contents(true), request)).toBe(await printed(contents(false), request))
  })

  it('gives one value whatever the unit, at horizons as long as each other', async () => {
    for (const model of ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const) {
      const values = []
      for (const [unit, days] of [
        ['day', 1],
        ['week', 7],
        ['month', 30.4375],
      ] as const) {
        const request = { asOf, model, prior: 'none', unit, horizon: 273.9375 / days } as const
        values.push([...valueRows(await valued({ transactions: cdnow() }, request))])
      }
      const [byDay = [], ...others] = values
      for (const other of others) {
        for (const [place, row] of other.entries()) {
          const expected = byDay[place]?.value ?? Number.NaN
          expect(Math.abs((row.value ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * expected)
        }
      }
    }
  })

  it('takes the discount for one of a year: 12 months at 1 % a month are worth 36.278496 to the first customer', async () => {
    // As lifetimes sums it: purchases of each month of 4.345 weeks, discounted to its end.
    const undiscounted = async (months: number) => {
      const request = { asOf, model: 'bg-nbd', prior: 'none', discount: 0, horizon: 4.345 * months } as const
      const [first] = valueRows(await valued({ transactions: cdnow() }, request))
      return first?.value ?? Number.NaN
    }
    let value = 0
    let before = 0
    for (let month = 1; month <= 12; month += 1) {
      const until = await undiscounted(month)
      value += (until - before) / 1.01 ** month
      before = until
    }
    // The reference was fitted to mean amounts rounded to cents.
    expect(value).toBeCloseTo(36.278496, 2)

    const request = {
      asOf,
      model: 'bg-nbd',
      prior: 'none',
      discount: 1.01 ** 12 - 1,
      horizon: 4.345 * 12,
    } as const
    const [first] = valueRows(await valued({ transactions: cdnow() }, request))
    // Discounted when they happen, half a month earlier on average.
    expect((first?.value ?? Number.NaN) / value).toBeCloseTo(1.01 ** 0.5, 3)
  })

  it('predicts value in proportion to the margin', async () => {
    const request = { asOf, model: 'mbg-nbd' } as const
    const [whole] = valueRows(await valued({ transactions: cdnow() }, request))
    const [third] = valueRows(await valued({ transactions: cdnow() }, { ...request, margin: 0.3 }))
    for (const name of ['value', 'high', 'pastValue'] as const) {
      expect(third?.[name]).toBeCloseTo(0.3 * (whole?.[name] ?? Number.NaN), 9)
    }
  })

  it('fits covariates although a customer has only returned something', async () => {
    const covariates = lines(
      'customer_id,score',
      ...cdnowRows().slice(0, 0),
      '00004,1',
      '00021,2',
      'refund,3',
    )
    const transactions = transactionLines(...cdnowRows(), 'refund,1997-03-01,-5')
    const { purchases } = await valued({ transactions, covariates }, { asOf, model: 'mbg-nbd' })
    expect(purchases?.covariates?.fit.coefficients.length).toBeGreaterThan(0)
    expect(purchases?.scores.clv[purchases.columns.ids.indexOf('refund')]).toBeNaN()
  })

  it('counts rows of covariates without transactions, and customers without covariates', async () => {
    const covariates = lines('customer_id,score', '00004,1', '00021,2', '00050,4', 'stranger,3')
    const { purchases } = await valued({ transactions: cdnow(), covariates }, { asOf, model: 'mbg-nbd' })
    expect(purchases?.covariates).toMatchObject({ unknownCustomers: 1, customersWithoutRow: 2354 })
  })

  it.each([
    [
      ['00004,1', '00021,1'],
      'covariates.csv: Covariate score has the same value for all customers: leave it out.',
    ],
    [['stranger,1'], 'covariates.csv: Covariate score is not known of any customer: leave it out.'],
  ])('refuses covariates that tell nothing: %o', async (rows, message) => {
    const covariates = lines('customer_id,score', ...rows)
    const error = await failureOf(valued({ transactions: cdnow(), covariates }, { asOf, model: 'mbg-nbd' }))
    expect(error).toBeInstanceOf(CommandError)
    expect(error?.message).toBe(message)
  })
})
