import { expect, test } from 'vitest'
import { scaleOf } from './scale.ts'

test('ticks are round and hold all values between them', () => {
  expect(scaleOf([3, 97], { fromZero: true }).ticks).toEqual([0, 20, 40, 60, 80, 100])
  expect(scaleOf([0.11, 0.29]).ticks).toEqual([0.1, 0.15, 0.2, 0.25, 0.3])
})

test('values stand between 0 and 1', () => {
  const { place } = scaleOf([0, 10])
  expect([0, 5, 10].map(place)).toEqual([0, 0.5, 1])
})

test('one value alone stands between the ends', () => {
  const { place, low, high } = scaleOf([42])
  expect(low).toBeLessThan(42)
  expect(high).toBeGreaterThan(42)
  expect(place(42)).toBeCloseTo(0.44)
})

test('losses reach below zero, and nothing at all still has an axis', () => {
  expect(scaleOf([-30, 60], { fromZero: true }).ticks).toEqual([-40, -20, 0, 20, 40, 60])
  expect(scaleOf([], { fromZero: true }).ticks).toEqual([0, 0.5, 1])
  expect(scaleOf([0, 0], { fromZero: true }).place(0)).toBe(0)
})
