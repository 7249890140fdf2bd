import { describe, expect, it } from 'vitest'
import { valuePortfolio } from './portfolio.ts'
import { predictColumns } from './predict-columns.ts'
import { cdnowRows } from './testing/cdnow.ts'
import { lines, transactionLines, valued } from './testing/value-files.ts'
import { valueRows } from './value-rows.ts'

const cdnow = () => transactionLines(...cdnowRows())
const asOf = '1997-09-30'

const subscriptions = lines(
  'customer_id,start,end,amount,period',
  ...Array.from({ length: 60 }, (_, place) => {
    const end = place % 3 === 0 ? `1997-0${4 + (place % 5)}-01` : ''
    return `s${place},1996-${String(1 + (place % 12)).padStart(2, '0')}-01,${end},100,month`
  }),
)

describe('valuePortfolio', () => {
  it('is the sum of the customers', async () => {
    const calculation = await valued({ transactions: cdnow() }, { asOf, model: 'mbg-nbd' })
    const sum = [...valueRows(calculation)].reduce((total, { value }) => total + (value ?? 0), 0)
    expect(calculation.total.value).toBeCloseTo(sum, 6)
    expect(calculation.total.purchases).toBe(calculation.total.value)
    expect(calculation.total.contracts).toBeNull()
  })

  it('has intervals that hold the value, wider ones around narrower ones', async () => {
    const { total } = await valued({ transactions: cdnow() }, { asOf, model: 'mbg-nbd' })
    const { intervals, value } = total
    const ends = [95, 80, 50].map((level) => intervals?.[level as 50 | 80 | 95])
    const ordered = [...ends.map((end) => end?.low), value, ...ends.toReversed().map((end) => end?.high)]
    expect(ordered).toEqual([...ordered].sort((left, right) => (left ?? 0) - (right ?? 0)))
  })

  it('adds purchases and contracts up, with one interval', async () => {
    const both = await valued({ transactions: cdnow(), subscriptions }, { asOf, model: 'mbg-nbd' })
    const bought = await valued({ transactions: cdnow() }, { asOf, model: 'mbg-nbd' })
    const paid = await valued({ subscriptions }, { asOf })
    expect(both.total.purchases).toBe(bought.total.value)
    expect(both.total.contracts).toBe(paid.total.value)
    expect(both.total.value).toBeCloseTo((bought.total.value ?? 0) + (paid.total.value ?? 0), 6)
    const width = ({ intervals }: typeof both.total) =>
      (intervals?.[80].high ?? Number.NaN) - (intervals?.[80].low ?? Number.NaN)
    // The parts are independent, so that together they are less uncertain than the sum of the two.
    expect(width(both.total)).toBeGreaterThan(width(bought.total))
    expect(width(both.total)).toBeLessThan(width(bought.total) + width(paid.total))
  })

  it('is the same in every run', async () => {
    const calculation = await valued({ transactions: cdnow() }, { asOf, model: 'mbg-nbd' })
    const again = valuePortfolio(calculation.purchases, null, { seed: 20_050_817, draws: 1_000 })
    expect(again).toEqual(calculation.total)
  })

  it('has no interval where a part has none', async () => {
    const { total } = await valued({ transactions: cdnow() }, { asOf, model: 'historic' })
    expect(total.value).toBeGreaterThan(0)
    expect(total.intervals).toBeNull()
  })

  it('is not known where no customer has a value', async () => {
    const { total } = await valued({ transactions: transactionLines('a,2024-01-01,5', 'b,2024-05-01,6') })
    expect(total).toEqual({
      value: null,
      purchases: null,
      contracts: null,
      intervals: null,
      allowsForParameters: null,
    })
  })

  it('has an interval with all uncertainty where every order brings the same', async () => {
    const rows = cdnowRows().map((row) => row.replace(/[^,]*$/, '10'))
    const { total } = await valued({ transactions: transactionLines(...rows) }, { asOf, model: 'mbg-nbd' })
    expect(total.intervals?.[95].high).toBeGreaterThan(total.value ?? Infinity)
    expect(total.allowsForParameters).toBe(true)
  })

  it('says where the interval takes the parameters for true', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, place) => `c${place},2024-01-0${1 + (place % 9)},${10 + place}`,
    )
    const transactions = transactionLines(...rows, 'z,2024-06-30,20')
    const { total } = await valued({ transactions, subscriptions }, { model: 'mbg-nbd', prior: 'none' })
    expect(total.intervals?.[95].high).toBeGreaterThan(total.intervals?.[95].low ?? Infinity)
    expect(total.allowsForParameters).toBe(false)
  })

  it('has an interval where customers buy the same every day', async () => {
    const days = Array.from({ length: 400 }, (_, day) => {
      return new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10)
    })
    const rows = Array.from({ length: 60 }, (_, place) => days.map((day) => `c${place},${day},10.00`))
    const { total } = await valued({ transactions: transactionLines(...rows.flat()) }, { model: 'mbg-nbd' })
    const { low = 0, high = 0 } = total.intervals?.[95] ?? {}
    // 60 customers bring 3,650 each but for the discount; 22,000 orders at random vary by 0.7 %.
    expect((high - low) / (total.value ?? 0)).toBeGreaterThan(3.9 * 0.0068)
    expect((high - low) / (total.value ?? 0)).toBeLessThan(0.06)
  })

  it('is of the customers whose value is known', async () => {
    const { purchases } = await valued({ transactions: cdnow() }, { asOf, model: 'mbg-nbd' })
    if (purchases?.fitted.spend == null) throw new Error('no spend was fitted')
    const { fitted, columns } = purchases
    const spend = { ...purchases.fitted.spend, parameters: { p: 4, q: 0.9, gamma: 20 } }
    const heavy = { ...fitted, spend }
    const scores = predictColumns(heavy, columns, null)
    expect(scores.clv.some(Number.isNaN)).toBe(true)
    const total = valuePortfolio({ ...purchases, fitted: heavy, scores }, null, { seed: 1, draws: 200 })
    const { low = 0, high = 0 } = total.intervals?.[95] ?? {}
    expect(low).toBeLessThan(total.value ?? 0)
    expect(high).toBeGreaterThan(total.value ?? Infinity)
  })
})
