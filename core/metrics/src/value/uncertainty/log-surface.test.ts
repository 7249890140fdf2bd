import { expect, test } from 'vitest'
import { logSurface } from './log-surface.ts'

test('a function whose logarithm is a parabola along each axis is met exactly', () => {
  const f = ([x = 0, y = 0]: Float64Array) => Math.exp(2 + 0.3 * x - 0.1 * x * x + 0.05 * y)
  const surface = logSurface(f, 2)
  for (const point of [Float64Array.of(0, 0), Float64Array.of(2, -3), Float64Array.of(-1.5, 0.4)]) {
    expect(surface(point) / f(point)).toBeCloseTo(1, 12)
  }
})

test('it costs two values for each axis and one more, however often it is evaluated', () => {
  let calls = 0
  const surface = logSurface((z) => {
    calls += 1
    return Math.exp(z[0] ?? 0)
  }, 3)
  for (let draw = 0; draw < 100; draw += 1) surface(Float64Array.of(draw / 100, 0, 0))
  expect(calls).toBe(7)
})
