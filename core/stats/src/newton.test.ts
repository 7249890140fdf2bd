import { expect, test } from 'vitest'
import { maximize, type Objective } from './newton.ts'

/** −(100 (y − x²)² + (1 − x)²), Rosenbrock's valley upside down: its maximum is 0 at (1, 1). */
const ridge: Objective = ([x = 0, y = 0], gradient, hessian) => {
  const bend = y - x * x
  gradient.set([400 * x * bend + 2 * (1 - x), -200 * bend])
  hessian.set([400 * bend - 800 * x * x - 2, 400 * x, 400 * x, -200])
  return -(100 * bend * bend + (1 - x) ** 2)
}

test('it finds the maximum at the end of a bent ridge', () => {
  const found = maximize(ridge, { start: [-1.2, 1], lower: [-10, -10], upper: [10, 10] })
  expect(found.converged).toBe(true)
  expect(found.theta[0]).toBeCloseTo(1, 9)
  expect(found.theta[1]).toBeCloseTo(1, 9)
  expect(found.atBound).toEqual([false, false])
})

test('a maximum outside of the box is found on its edge, and said to be there', () => {
  const found = maximize(ridge, { start: [-1.2, 1], lower: [-10, -10], upper: [0.5, 10] })
  expect(found.converged).toBe(true)
  expect(found.theta[0]).toBe(0.5)
  expect(found.theta[1]).toBeCloseTo(0.25, 9)
  expect(found.atBound).toEqual([true, false])
})

test('a function that rises for ever ends at the bound', () => {
  const rising: Objective = ([x = 0], gradient, hessian) => {
    gradient[0] = Math.exp(-x)
    hessian[0] = -Math.exp(-x)
    return -Math.exp(-x)
  }
  const found = maximize(rising, { start: [0], lower: [-5], upper: [12] })
  expect(found.atBound).toEqual([true])
  expect(found.theta[0]).toBe(12)
})

test('a step that meets a bound keeps its direction, so that a narrow ridge is not left', () => {
  // Along x = y it rises a little for ever; across, it falls steeply.
  const narrow: Objective = ([x = 0, y = 0], gradient, hessian) => {
    const across = x - y
    const along = Math.exp(-x)
    gradient.set([along - 1e6 * across, 1e6 * across])
    hessian.set([-along - 1e6, 1e6, 1e6, -1e6])
    return -along - 5e5 * across * across
  }
  const found = maximize(narrow, { start: [0, 0], lower: [-5, -50], upper: [9.5, 50] })
  expect(found.converged).toBe(true)
  expect(found.theta[0]).toBe(9.5)
  expect(found.theta[1]).toBeCloseTo(9.5, 10)
  expect(found.atBound).toEqual([true, false])
  expect(found.iterations).toBeLessThan(20)
})

test('where the value is flat to its last digit, the search has come to its end', () => {
  // The gradient has a rounding of its own, which promises gains that the value cannot tell.
  const flat: Objective = ([x = 0], gradient, hessian) => {
    gradient[0] = 3e-10
    hessian[0] = -1e-10
    return -1000 - 1e-11 * x * x
  }
  expect(maximize(flat, { start: [5], lower: [-100], upper: [100] }).converged).toBe(true)
})
