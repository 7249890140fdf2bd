import { expect, test } from 'vitest'
import { nextSort, sortedHow } from './sort-order.ts'

test('a number is sorted from the highest at first, then from the lowest', () => {
  expect(nextSort('clv', undefined, true)).toBe('-clv')
  expect(nextSort('clv', '-clv', true)).toBe('clv')
})

test('a name is sorted from its beginning, whatever another column was sorted by', () => {
  expect(nextSort('name', '-clv', false)).toBe('name')
  expect(nextSort('name', 'name', false)).toBe('-name')
})

test('only the column that is sorted says so', () => {
  expect(sortedHow('clv', '-clv')).toBe('descending')
  expect(sortedHow('name', '-clv')).toBe('none')
})
