import { describe, expect, test } from 'vitest'
import { paretoNbd } from './pareto-nbd.ts'
import { paretoRowDerivatives } from './pareto-nbd-likelihood.ts'

describe('derivatives of one customer', () => {
  const theta = Float64Array.of(-0.6, 2.3, -0.4, 2.5)
  type Row = readonly [frequency: number, recency: number, age: number]
  const gradientAt = (at: Float64Array, [x, last, age]: Row) => {
    const gradient = new Float64Array(4)
    const value = paretoRowDerivatives(at, x, last, age, gradient, new Float64Array(16))
    return { value, gradient }
  }
  const moved = (index: number, by: number) => theta.map((value, i) => (i === index ? value + by : value))

  test.each<Row>([
    [0, 0, 30],
    [3, 12, 30],
    [3, 30, 30],
    [200, 12, 30],
    [1, 0.5, 900],
  ])('agree with differences: x = %d, t_x = %d, T = %d', (frequency, recency, age) => {
    const customer: Row = [frequency, recency, age]
    const gradient = new Float64Array(4)
    const hessian = new Float64Array(16)
    const value = paretoRowDerivatives(theta, frequency, recency, age, gradient, hessian)
    const [r = 0, alpha = 0, s = 0, beta = 0] = theta.map(Math.exp)
    expect(value).toBeCloseTo(paretoNbd.logLikelihood({ r, alpha, s, beta }, { frequency, recency, age }), 10)
    const step = 1e-5
    for (let i = 0; i < 4; i += 1) {
      const up = gradientAt(moved(i, step), customer)
      const down = gradientAt(moved(i, -step), customer)
      const size = 1 + Math.abs(gradient[i]!)
      expect(Math.abs((up.value - down.value) / (2 * step) - gradient[i]!) / size).toBeLessThan(1e-6)
      for (let j = 0; j < 4; j += 1) {
        const slope = (up.gradient[j]! - down.gradient[j]!) / (2 * step)
        expect(Math.abs(slope - hessian[i * 4 + j]!) / (1 + Math.abs(slope))).toBeLessThan(1e-7)
      }
    }
  })
})
