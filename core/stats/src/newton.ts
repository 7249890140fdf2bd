import { choleskyFactor, choleskySolve } from './cholesky.ts'

/**
 * A smooth function to be maximised: returns the value at `theta`, and fills the gradient and the (full, symmetric)
 * Hessian, row by row.
 */
export type Objective = (theta: Float64Array, gradient: Float64Array, hessian: Float64Array) => number

export interface MaximizeOptions {
  readonly start: ArrayLike<number>
  /** The search never leaves this box; a maximum at infinity is reported through `atBound`. */
  readonly lower: ArrayLike<number>
  readonly upper: ArrayLike<number>
  readonly maxIterations?: number
  /** Stop when Newton's step promises less than this gain (half the squared Newton decrement). */
  readonly tolerance?: number
}

export interface Maximum {
  readonly theta: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  readonly iterations: number
  readonly converged: boolean
  /** Per coordinate: is the maximum held by the box? */
  readonly atBound: readonly boolean[]
}

const at = (array: ArrayLike<number>, index: number): number => array[index] ?? Number.NaN

/** Coordinates that the gradient pushes against their bound stay where they are. */
function heldByBox(
  theta: Float64Array,
  gradient: Float64Array,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
) {
  return Array.from(
    theta,
    (value, i) =>
      (value <= at(lower, i) && at(gradient, i) <= 0) || (value >= at(upper, i) && at(gradient, i) >= 0),
  )
}

/** (−H + damping · max(|diagonal|, floor)) step = gradient over the free coordinates; null if not positive definite. */
function dampedStep(
  gradient: Float64Array,
  hessian: Float64Array,
  held: readonly boolean[],
  damping: number,
) {
  const n = gradient.length
  const matrix = new Float64Array(n * n)
  const right = new Float64Array(n)
  for (let i = 0; i < n; i += 1) {
    if (held[i]) {
      matrix[i * n + i] = 1
      continue
    }
    right[i] = at(gradient, i)
    for (let j = 0; j < n; j += 1) if (!held[j]) matrix[i * n + j] = -at(hessian, i * n + j)
    const diagonal = at(matrix, i * n + i)
    matrix[i * n + i] = diagonal + damping * Math.max(Math.abs(diagonal), 1e-8)
  }
  const factor = choleskyFactor(matrix, n)
  return factor === null ? null : choleskySolve(factor, right)
}

/**
 * Newton's method with Levenberg damping inside a box. The damping grows until the step goes uphill, and shrinks by
 * ten each time it does, so near the maximum it is plain Newton. Meant for few parameters on a log scale.
 */
export function maximize(objective: Objective, options: MaximizeOptions): Maximum {
  const { lower, upper, maxIterations = 200, tolerance = 1e-11 } = options
  const n = options.start.length
  let theta = Float64Array.from(options.start, (value, i) =>
    Math.min(Math.max(value, at(lower, i)), at(upper, i)),
  )
  let gradient = new Float64Array(n)
  let hessian = new Float64Array(n * n)
  let value = objective(theta, gradient, hessian)
  let damping = 1e-3
  let iterations = 0
  let converged = false
  let held = heldByBox(theta, gradient, lower, upper)
  let trialGradient = new Float64Array(n)
  let trialHessian = new Float64Array(n * n)

  while (iterations < maxIterations) {
    iterations += 1
    const step = dampedStep(gradient, hessian, held, damping)
    if (step === null) {
      damping = Math.max(damping * 10, 1e-6)
      if (damping > 1e12) break
      continue
    }
    let gain = 0
    for (let i = 0; i < n; i += 1) if (!held[i]) gain += 0.5 * at(step, i) * at(gradient, i)
    const trial = theta.map((old, i) => {
      const bounded = Math.min(Math.max(at(step, i), -4), 4)
      return held[i] ? old : Math.min(Math.max(old + bounded, at(lower, i)), at(upper, i))
    })
    const trialValue = objective(trial, trialGradient, trialHessian)
    // At the maximum the value cannot tell better from worse any more; the promised gain is then below its rounding.
    const finished = gain < tolerance && damping <= 1e-3
    if (trialValue >= value || (finished && trialValue > value - 1e-12 * Math.abs(value))) {
      theta = trial
      value = trialValue
      ;[gradient, trialGradient] = [trialGradient, gradient]
      ;[hessian, trialHessian] = [trialHessian, hessian]
      held = heldByBox(theta, gradient, lower, upper)
      damping = damping <= 1e-9 ? 0 : damping / 10
      if (finished) {
        converged = true
        break
      }
    } else {
      if (finished) {
        converged = true
        break
      }
      damping = Math.max(damping * 10, 1e-6)
      if (damping > 1e12) break
    }
  }
  return { theta, value, gradient, hessian, iterations, converged, atBound: held }
}
