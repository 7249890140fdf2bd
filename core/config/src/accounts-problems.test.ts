import { expect, test } from 'vitest'
import { found } from './testing/found-problems.ts'

const problem = [
  'accounts',
  'a customer is a contact here, and only companies have an ultimate parent',
  'set customer: company, or remove the line',
]

test('Accounts that roll up where customers are contacts are told', () => {
  expect(found('customer: contact\naccounts: ultimate-parent\n')).toEqual([[2, 11, ...problem]])
})

test('Accounts that roll up where nothing says what a customer is are told: it is a contact then', () => {
  expect(found('accounts: ultimate-parent\n')).toEqual([[1, 11, ...problem]])
})

test('Accounts roll up where customers are companies, and may stand for themselves anywhere', () => {
  expect(found('customer: company\naccounts: ultimate-parent\n')).toEqual([])
  expect(found('customer: contact\naccounts: own\n')).toEqual([])
})
