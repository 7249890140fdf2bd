import fc from 'fast-check'
import { expect, test } from 'vitest'
import { niceTicks, upScale } from './svg-axes.ts'
import { bars, line } from './svg-marks.ts'

test.each([
  [0, 123, [0, 25, 50, 75, 100, 125]],
  [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0, 0.7, [0, 0.2, 0.4, 0.6, 0.8]],
  [0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [-3, 7, [-4, -2, 0, 2, 4, 6, 8]],
])('from %s to %s the ticks are round', (lowest, highest, ticks) => {
  expect(niceTicks(lowest, highest)).toEqual(ticks)
})

test('ticks hold all data, begin at 0 or below, and are few', () => {
  const value = fc.double({ min: 1e-6, max: 1e12, noNaN: true })
  fc.assert(
    fc.property(value, (highest) => {
      const ticks = niceTicks(0, highest)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest * (1 - 1e-9))
      expect(ticks.length).toBeLessThanOrEqual(7)
    }),
  )
})

test('a line is interrupted where a value is unknown', () => {
  const same = (value: number) => value
  const points = [1, 2, null, 4, 5].map((value, at) => ({ at, value }))
  expect(line('model', points, same, same)).toBe('<path class="line model" d="M0 1L1 2M3 4L4 5"/>')
  expect(line('model', [{ at: 0, value: null }], same, same)).toBe('')
})

test('a bar is as high as its value, and what is unknown has none', () => {
  const up = upScale(0, 10)
  const drawn = bars(['actual', 'model'], [[5, null]], up)
  expect(drawn.match(/<rect/g)).toHaveLength(1)
  expect(Number(/height="([\d.]+)"/.exec(drawn)![1])).toBeCloseTo(up(0) - up(5), 1)
})
