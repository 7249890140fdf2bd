import { describe, expect, it } from 'vitest'
import { cdnowRows } from './testing/cdnow.ts'
import { lines, transactionLines, valued, valueRequest } from './testing/value-files.ts'
import type { ValueRequest } from './value-request.ts'
import { valueText } from './value-text.ts'

async function textOf(
  contents: Parameters<typeof valued>[0],
  changes: Partial<ValueRequest> = {},
): Promise<string> {
  return [...valueText(valueRequest(changes), await valued(contents, changes))].join('')
}

const cdnow = () => ({ transactions: transactionLines(...cdnowRows()) })

describe('valueText', () => {
  it('has the parameters of both models apart, though both have one of a name', async () => {
    const text = await textOf(cdnow(), { asOf: '1997-09-30', model: 'bg-bb', prior: 'none' })
    expect(text).toMatch(/^BG\/BB +estimate +standard error\nalpha .*\nbeta .*\ngamma .*\ndelta .*$/m)
    expect(text).toMatch(/^Gamma-Gamma +estimate +standard error\np .*\nq .*\ngamma .*$/m)
  })

  it('says what it left out, kept, and set aside', async () => {
    const text = await textOf(
      {
        transactions: transactionLines(
          ...[
            'a,2024-01-01,5',
            'a,2024-01-01,5',
            'b,2024-01-02,-3',
            'a,2024-02-01,4',
            'a,2024-03-01,4',
            'b,2024-03-02,4',
          ],
        ),
      },
      { asOf: '2024-02-10' },
    )
    expect(text.split('\n').slice(0, 4)).toEqual([
      'As of 2024-02-10: 2 customers, 2 transactions.',
      '2 rows are after that day: left out.',
      '1 row is equal to another one: kept.',
      '1 day with more returned than bought: no purchase.',
    ])
  })

  it('shows why auto took what it took, with the candidates', async () => {
    const text = await textOf(cdnow())
    expect(text).toMatch(
      /^Model: Pareto\/NBD \(auto@1\): in held-back times it was nearer to the totals than every baseline\.$/m,
    )
    expect(text).toMatch(/^candidate +role +bias +Gini$/m)
  })

  it('shows ranges, and says why there is no value', async () => {
    const text = await textOf({
      transactions: transactionLines('a,2024-01-01,5', 'a,2024-02-01,6', 'b,2024-03-01,7'),
    })
    expect(text).toContain('Model: only a range (auto@1): fewer than 30 customers have bought twice.')
    expect(text).toMatch(/^customer +repeats +low +high +past$/m)
    expect(text).not.toContain('Future value')
  })

  it('does not call what was won the future', async () => {
    const text = await textOf(
      { transactions: transactionLines('a,2024-01-01,5', 'b,2024-03-01,7') },
      { model: 'historic' },
    )
    expect(text).toContain('Past value of all customers: 12.00.')
    expect(text).not.toContain('Future')
  })

  it('says why the simple estimate cannot be made', async () => {
    const text = await textOf(
      { transactions: transactionLines('a,2024-01-01,5', 'b,2024-03-01,7') },
      { model: 'simple' },
    )
    expect(text).toContain('which cannot be seen: fewer than 30 customers have bought.')
    expect(text).toContain('No customer has a value.')
  })

  it('says that there is no value where no amount is known, and shows the orders', async () => {
    const text = await textOf(
      { transactions: transactionLines('a,2024-01-01,', 'a,2024-03-01,') },
      { model: 'mbg-nbd' },
    )
    expect(text).toContain('No amount is known: orders are predicted, and no value.')
    expect(text).toMatch(/^customer +repeats +alive +expected$/m)
  })

  it('tells contracts apart from purchases that have no value', async () => {
    const text = await textOf({
      transactions: transactionLines('a,2024-01-01,5', 'a,2024-05-01,6'),
      subscriptions: lines(
        'customer_id,start,end,amount,period',
        'a,2024-01-01,,10,month',
        'b,2024-01-01,,,month',
      ),
    })
    expect(text).toContain('2 customers with subscriptions (2 current).')
    expect(text).toContain('The contract of 1 customer has no value: an amount is not known.')
    expect(text).toMatch(
      /^Future value of the contracts over 52\.18 weeks: [\d.]+ \(95 %: .*\)\.\nThat of the purchases is not known\.$/m,
    )
  })

  it('says that the interval takes the parameters for true where the data do not hold them', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, place) => `c${place},2024-01-0${1 + (place % 9)},${10 + place}`,
    )
    const contents = {
      transactions: transactionLines(...rows, ...rows.map((row) => row.replace('-01-', '-05-'))),
    }
    const said = 'The parameters of the model are taken for true'
    expect(await textOf(contents, { model: 'mbg-nbd', prior: 'none' })).toContain(said)
    expect(await textOf(contents, { model: 'mbg-nbd' })).not.toContain(said)
  })

  it('tells the currency of the file', async () => {
    const rows = cdnowRows().map((row) => `${row},USD`)
    const transactions = lines('customer_id,date,amount,currency', ...rows)
    expect(await textOf({ transactions }, { model: 'mbg-nbd' })).toMatch(/weeks: [\d,.]+ USD \(95 %/)
  })
})
