import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test('the nearest name takes the fewest edits, whatever its case and signs', () => {
  expect(nearest('customer_id', ['date', 'Customer ID', 'amount'])).toBe('Customer ID')
  expect(nearest('amount', ['amout', 'account', 'date'])).toBe('amout')
})

test('there is none among none', () => {
  expect(nearest('amount', [])).toBeNull()
})
