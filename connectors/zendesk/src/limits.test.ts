import { bucketFor } from '@rapport/connector'
import { expect, test } from 'vitest'
import { budgets, readLimits } from './limits.ts'

test('four exports may go at once, and never more than ten in a minute', () => {
  const exports = budgets.find(({ name }) => name === 'exports')!
  const { capacity, refillPerMs } = bucketFor(exports)
  expect(capacity).toBe(4)
  expect(capacity + refillPerMs * 60_000).toBeLessThanOrEqual(10)
})

test('headers say what the plan allows, and what is left', () => {
  expect(readLimits({ 'x-rate-limit': '700', 'x-rate-limit-remaining': '699' })).toEqual([
    { budget: 'general', requests: 700, perMs: 60_000, remaining: 699 },
  ])
})

test('a limit of an endpoint raises the budget of exports', () => {
  const headers = {
    'x-rate-limit': '2500',
    'zendesk-ratelimit-incremental-exports': 'total=30; remaining=29; resets=41',
    'zendesk-ratelimit-tickets-index': 'total=100; remaining=99; resets=41',
  }
  expect(readLimits(headers)).toContainEqual({
    budget: 'exports',
    requests: 30,
    perMs: 60_000,
    remaining: 29,
  })
  expect(readLimits(headers)).toHaveLength(2)
})

test('a figure that no plan has so low is an export’s own, and not the account’s', () => {
  expect(readLimits({ 'x-rate-limit': '10', 'x-rate-limit-remaining': '3' })).toEqual([
    { budget: 'exports', requests: 10, perMs: 60_000, remaining: 3 },
  ])
})

test.each([{}, { 'x-rate-limit': 'many' }, { 'x-rate-limit': '0' }])('%j says nothing', (headers) => {
  expect(readLimits(headers)).toEqual([])
})
