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

/** Where the search stands. */
interface Place {
  readonly theta: Float64Array
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  readonly held: readonly boolean[]
}

/** No coordinate moves farther than this in one step: on a log scale, a factor of 55. */
const LONGEST_MOVE = 4

/** The value of a sum of many terms is right to this part of itself. */
const VALUE_ROUNDING = 1e-12

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

/** How much of a move, from where a coordinate is, stays inside its bounds: 1 or more where all of it does. */
function reach(value: number, move: number, lower: number, upper: number): number {
  if (move === 0) return Infinity
  return ((move < 0 ? lower : upper) - value) / move
}

/**
 * The step of the free coordinates. One that lies on its bound and would leave the box is held as well: its gradient
 * points inwards, and only the others draw it out.
 */
function stepInBox(
  { theta, gradient, hessian, held }: Place,
  damping: number,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
) {
  const holding = [...held]
  for (;;) {
    const step = dampedStep(gradient, hessian, holding, damping)
    if (step === null) return null
    const leaving = theta.findIndex(
      (value, i) =>
        !holding[i] &&
        ((value <= at(lower, i) && at(step, i) < 0) || (value >= at(upper, i) && at(step, i) > 0)),
    )
    if (leaving < 0) return step
    holding[leaving] = true
  }
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
    const step = stepInBox({ theta, gradient, hessian, held }, damping, lower, upper)
    if (step === null) {
      damping = Math.max(damping * 10, 1e-6)
      if (damping > 1e12) break
      continue
    }
    let gain = 0
    for (let i = 0; i < n; i += 1) gain += 0.5 * at(step, i) * at(gradient, i)
    // The step stops at the first bound it meets, so that it keeps its direction.
    const reaches = theta.map((old, i) => reach(old, at(step, i), at(lower, i), at(upper, i)))
    const length = Math.min(1, ...reaches, ...step.map((move) => LONGEST_MOVE / Math.abs(move)))
    const trial = theta.map((old, i) => {
      const move = at(step, i)
      // What meets its bound lies on it, not a rounding beside it.
      if (at(reaches, i) <= length) return move < 0 ? at(lower, i) : at(upper, i)
      return Math.min(Math.max(old + length * move, at(lower, i)), at(upper, i))
    })
    const trialValue = objective(trial, trialGradient, trialHessian)
    // At the maximum the value cannot tell better from worse any more; the promised gain is then below its rounding.
    const rounding = VALUE_ROUNDING * Math.abs(value)
    const finished = length === 1 && gain < tolerance && damping <= 1e-3
    if (trialValue >= value || (finished && trialValue > value - rounding)) {
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
      if (finished || (gain < rounding && damping <= 1e-3)) {
        converged = true
        break
      }
      damping = Math.max(damping * 10, 1e-6)
      if (damping > 1e12) break
    }
  }
  return { theta, value, gradient, hessian, iterations, converged, atBound: held }
}
