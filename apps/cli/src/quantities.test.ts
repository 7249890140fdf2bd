import { expect, it } from 'vitest'
import { counts, duration, total } from './quantities.ts'

it.each([
  [0.44, '0.4 s'],
  [9.99, '10.0 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [310, '5 min 10 s'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
])('%d seconds read %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})

it('counts are told in words, without those that are zero', () => {
  expect(counts({ read: 1200, rejected: 0, customersCreated: 3 })).toBe('1,200 read, 3 new customers')
})

it('one is told in the singular', () => {
  expect(counts({ customers: 1, deals: 1, writeCalls: 1 })).toBe(
    '1 customer with orders, 1 deal, 1 call to write',
  )
})

it('what happens once is told without a number', () => {
  expect(counts({ scored: 20, refitted: 1 })).toBe('20 scored, model fitted anew')
})

it('counts that only the program needs are left out', () => {
  expect(counts({ considered: 5, unchanged: 5, holding: 5, links: 5 })).toBe('5 unchanged')
})

it('places keep their names', () => {
  expect(counts({ 'myCrm/surveyResponse': 5 })).toBe('5 myCrm/surveyResponse')
})

it('counts add up', () => {
  expect(total({ a: 2, b: 3 })).toBe(5)
})
