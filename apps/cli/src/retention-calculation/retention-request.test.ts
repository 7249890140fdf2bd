import { expect, test } from 'vitest'
import { checkRetentionRequest, type RetentionRequest } from './retention-request.ts'

const usual: RetentionRequest = {
  period: 'month',
  occasionWindow: 0,
  margin: 1,
  onBadRow: 'stop',
  badRows: 'bad-rows.csv',
}
const today = '2026-11-27'
const check = (options: Partial<RetentionRequest>) => () =>
  checkRetentionRequest({ ...usual, transactions: 'sales.csv', ...options }, today)

test('A request up to the present day passes', () => {
  expect(check({ asOf: today })).not.toThrow()
})

test('Without transactions there is what subscriptions tell, and no more', () => {
  const checkOnly = (options: Partial<RetentionRequest>) => () =>
    checkRetentionRequest({ ...usual, ...options }, today)
  expect(checkOnly({ subscriptions: 's.csv' })).not.toThrow()
  expect(checkOnly({})).toThrow('Give --transactions FILE.csv, --subscriptions FILE.csv, or both.')
  expect(checkOnly({ subscriptions: 's.csv', acquisitionSpend: 'a.csv' })).toThrow(/give --transactions/)
  expect(checkOnly({ subscriptions: 's.csv', out: 'x.csv' })).toThrow(/^--out writes the customers of tran/)
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
