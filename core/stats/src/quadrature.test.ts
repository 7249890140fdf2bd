import { expect, test } from 'vitest'
import { logGamma } from './log-gamma.ts'
import { gaussLegendre, integrateLine } from './quadrature.ts'

test('n nodes integrate polynomials of degree 2n − 1 exactly', () => {
  for (const n of [1, 2, 5, 12, 64]) {
    const { nodes, weights } = gaussLegendre(n)
    const degree = 2 * n - 2
    let sum = 0
    nodes.forEach((x, i) => {
      sum += weights[i]! * x ** degree
    })
    expect(sum).toBeCloseTo(2 / (degree + 1), 13)
  }
})

test('the integral over the line is right for a narrow peak far away and for slow tails', () => {
  const normal = integrateLine((y) => -0.5 * ((y - 40) / 0.01) ** 2, 40.002, 0.02)
  expect(Math.abs(normal / (0.01 * Math.sqrt(2 * Math.PI)) - 1)).toBeLessThan(1e-13)
  // Γ(0.05) = ∫ exp(0.05 y − e^y) dy: the tail on the left falls by e only every 20.
  const slow = integrateLine((y) => 0.05 * y - Math.exp(y), Math.log(0.05), 3)
  expect(Math.abs(Math.log(slow) / logGamma(0.05) - 1)).toBeLessThan(1e-12)
})
