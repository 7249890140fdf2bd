import { describe, expect, it } from 'vitest'
import { valuePortfolio } from './portfolio.ts'
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
    expect(total).toEqual({ value: null, purchases: null, contracts: null, intervals: null })
  })
})
