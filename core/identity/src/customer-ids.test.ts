import { expect, test } from 'vitest'
import { keepCustomers } from './customer-ids.ts'

test('A merge keeps the customer that held most records, at a tie the lowest', () => {
  expect(keepCustomers([{ previous: [8, 5, 8, null] }])).toEqual([8])
  expect(keepCustomers([{ previous: [8, 5] }])).toEqual([5])
})

test('A split leaves the customer to the part with most of its records, at a tie to the first', () => {
  expect(keepCustomers([{ previous: [3] }, { previous: [3, 3] }])).toEqual([null, 3])
  expect(keepCustomers([{ previous: [3] }, { previous: [3] }])).toEqual([3, null])
})

test('A part whose customer went elsewhere goes on as another that it holds', () => {
  expect(keepCustomers([{ previous: [1, 1, 1] }, { previous: [1, 1, 2] }])).toEqual([1, 2])
})

test('Records that belonged to nobody need a new customer', () => {
  expect(keepCustomers([{ previous: [null] }])).toEqual([null])
})
