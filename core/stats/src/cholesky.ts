/** A dense symmetric matrix, row by row, n × n. */
export type SymmetricMatrix = Float64Array

const at = (matrix: Float64Array, index: number): number => matrix[index] ?? Number.NaN

/** The lower factor L with L Lᵀ = matrix, or null where the matrix is not positive definite. */
export function choleskyFactor(matrix: SymmetricMatrix, n: number): Float64Array | null {
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = at(matrix, i * n + j)
      for (let k = 0; k < j; k += 1) sum -= at(factor, i * n + k) * at(factor, j * n + k)
      if (i !== j) factor[i * n + j] = sum / at(factor, j * n + j)
      else if (sum > 1e-14 * Math.abs(at(matrix, i * n + i))) factor[i * n + i] = Math.sqrt(sum)
      else return null
    }
  }
  return factor
}

/** Solves L Lᵀ x = rightSide for a factor made by `choleskyFactor`. */
export function choleskySolve(factor: Float64Array, rightSide: ArrayLike<number>): Float64Array {
  const n = rightSide.length
  const x = Float64Array.from(rightSide)
  for (let i = 0; i < n; i += 1) {
    let sum = at(x, i)
    for (let k = 0; k < i; k += 1) sum -= at(factor, i * n + k) * at(x, k)
    x[i] = sum / at(factor, i * n + i)
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = at(x, i)
    for (let k = i + 1; k < n; k += 1) sum -= at(factor, k * n + i) * at(x, k)
    x[i] = sum / at(factor, i * n + i)
  }
  return x
}

/** The inverse of a symmetric positive definite matrix, exactly symmetric; null where it is not positive definite. */
export function symmetricInverse(matrix: SymmetricMatrix, n: number): SymmetricMatrix | null {
  const factor = choleskyFactor(matrix, n)
  if (factor === null) return null
  const inverse = new Float64Array(n * n)
  for (let column = 0; column < n; column += 1) {
    const unit = new Float64Array(n)
    unit[column] = 1
    const solution = choleskySolve(factor, unit)
    for (let row = 0; row <= column; row += 1) {
      inverse[row * n + column] = at(solution, row)
      inverse[column * n + row] = at(solution, row)
    }
  }
  return inverse
}
