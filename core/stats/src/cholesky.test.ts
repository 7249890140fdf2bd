import { expect, test } from 'vitest'
import { choleskyFactor, choleskySolve, symmetricInverse } from './cholesky.ts'

const matrix = Float64Array.of(4, 2, 0.6, 2, 5, 1, 0.6, 1, 3)

test('a solved system gives back its right side', () => {
  const factor = choleskyFactor(matrix, 3)
  const x = choleskySolve(factor!, [1, 2, 3])
  const back = [0, 1, 2].map((row) => [0, 1, 2].reduce((sum, k) => sum + matrix[row * 3 + k]! * x[k]!, 0))
  back.forEach((value, i) => {
    expect(value).toBeCloseTo(i + 1, 13)
  })
})

test('the inverse times the matrix is the identity, and the inverse is exactly symmetric', () => {
  const inverse = symmetricInverse(matrix, 3)!
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      const product = [0, 1, 2].reduce((sum, k) => sum + matrix[i * 3 + k]! * inverse[k * 3 + j]!, 0)
      expect(product).toBeCloseTo(i === j ? 1 : 0, 13)
      expect(inverse[i * 3 + j]).toBe(inverse[j * 3 + i])
    }
  }
})

test('a matrix that is not positive definite has no factor', () => {
  expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBeNull()
  expect(symmetricInverse(Float64Array.of(1, 1, 1, 1), 2)).toBeNull()
})
