import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { readSubscriptions } from './subscriptions-file.ts'
import { failureOf, lines, valueFiles } from './testing/value-files.ts'

const header = 'customer_id,start,end,amount,period'

async function read(...rows: readonly string[]) {
  await using files = await valueFiles({ 'subscriptions.csv': lines(header, ...rows) })
  return await readSubscriptions(files.path('subscriptions.csv'))
}

describe('readSubscriptions', () => {
  it('reads rows; an empty end runs on, and an empty amount is not known', async () => {
    expect(await read('a,2024-01-31,,12.50,month', 'b,2023-01-01,2024-01-01,,year')).toEqual([
      { customerId: 'a', start: '2024-01-31', end: null, amount: '12.50', period: 'month' },
      { customerId: 'b', start: '2023-01-01', end: '2024-01-01', amount: null, period: 'year' },
    ])
  })

  it('takes a period in any case', async () => {
    const rows = await read('a,2024-01-01,,1,Month', 'b,2024-01-01,,1,YEAR', 'c,2024-01-01,,1,quarter')
    expect(rows.map(({ period }) => period)).toEqual(['month', 'year', 'quarter'])
  })

  it('gives the customers in the order of their ids, whatever that of the file', async () => {
    const rows = ['b,2024-01-01,,1,month', 'a,2024-02-01,,2,month', 'c,2024-03-01,,3,month']
    expect(await read(...rows.toReversed())).toEqual(await read(...rows))
  })

  it.each([
    [',2024-01-01,,1,month', 'customer_id is empty'],
    ['a,01.02.2024,,1,month', 'start "01.02.2024" is no date: write it as 2024-03-31'],
    ['a,2024-02-30,,1,month', 'start "2024-02-30" is no date: write it as 2024-03-31'],
    ['a,2024-01-01,soon,1,month', 'end "soon" is no date: write it as 2024-03-31, or leave it empty'],
    ['a,2024-02-01,2024-01-01,1,month', 'it ends (2024-01-01) before it starts (2024-02-01)'],
    [
      'a,2024-01-01,,"1,50",month',
      'amount "1,50" is not a number from 0: write it as 12.50, or leave it empty where it is unknown',
    ],
    [
      'a,2024-01-01,,-1,month',
      'amount "-1" is not a number from 0: write it as 12.50, or leave it empty where it is unknown',
    ],
    ['a,2024-01-01,,1,weekly', 'period "weekly" is none of month, quarter, year'],
  ])('refuses %s, and says where', async (row, why) => {
    const error = await failureOf(read('x,2024-01-01,,1,month', row))
    expect(error).toBeInstanceOf(CommandError)
    expect(error?.message).toBe(`subscriptions.csv line 3: ${why}`)
  })

  it('refuses a file without rows', async () => {
    expect((await failureOf(read()))?.message).toBe(
      'subscriptions.csv has a header and no rows: nothing to calculate with',
    )
  })
})
