import { expect, test } from 'vitest'
import { checkedRequest, type GivenOptions } from './retention-request.ts'

const given: GivenOptions = {
  transactions: 'sales.csv',
  period: 'month',
  occasionWindow: 0,
  margin: 1,
  onBadRow: 'stop',
  badRows: 'bad-rows.csv',
}
const check = (options: Partial<GivenOptions>) => () => checkedRequest({ ...given, ...options }, '2026-11-27')

test('A request up to the present day is taken as it is', () => {
  expect(check({ asOf: '2026-11-27' })()).toEqual({ ...given, asOf: '2026-11-27' })
})

test('The evaluation is a day of the calendar that has come', () => {
  expect(check({ asOf: '2024-02-30' })).toThrow('--as-of is "2024-02-30"; write a day of the calendar')
  expect(check({ asOf: '2026-11-28' })).toThrow('--as-of 2026-11-28 is in the future')
})

test('What is written takes the place of nothing that is read or written', () => {
  expect(check({ out: './sales.csv' })).toThrow('--out ./sales.csv is another file of this command')
  expect(check({ out: 'x.csv', acquisitionSpend: 'x.csv' })).toThrow('--out x.csv is another file')
  expect(check({ out: 'bad-rows.csv', onBadRow: 'skip' })).toThrow('--bad-rows bad-rows.csv is another file')
  expect(check({ out: 'bad-rows.csv' })).not.toThrow()
})
