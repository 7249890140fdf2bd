import { expect, test } from 'vitest'
import { increasingRoot } from './root.ts'

test('it finds the root of a smooth function from far away', () => {
  const root = increasingRoot((x) => [Math.exp(x) - 5, Math.exp(x)], { start: -30 })
  expect(root).toBeCloseTo(Math.log(5), 11)
})

test('it survives a flat start, where Newton alone would run off', () => {
  const root = increasingRoot((x) => [Math.atan(x - 2), 1 / (1 + (x - 2) ** 2)], { start: 60 })
  expect(root).toBeCloseTo(2, 11)
})

test('it bisects where the slope says nothing', () => {
  const root = increasingRoot((x) => [x < 3 ? -1 : 1, 0], { start: 0, tolerance: 1e-9 })
  expect(root).toBeCloseTo(3, 7)
})
