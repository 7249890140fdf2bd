/**
 * A positive function of independent standard normal deviates, as the exponential of its expansion along each axis: its
 * value at 0, slopes and curvatures from the values one deviate up and down; what two axes do together is left out.
 * Costs 2n + 1 values however often it is evaluated. Good where the logarithm is nearly straight within some
 * deviates, as totals over many customers are: their parameters are known so well that a deviate is a small step.
 */
export function logSurface(
  f: (deviates: Float64Array) => number,
  dimensions: number,
): (deviates: Float64Array) => number {
  const centre = Math.log(f(new Float64Array(dimensions)))
  const slopes = new Float64Array(dimensions)
  const curvatures = new Float64Array(dimensions)
  for (let axis = 0; axis < dimensions; axis += 1) {
    const [up, down] = [1, -1].map((step) => Math.log(f(new Float64Array(dimensions).with(axis, step))))
    slopes[axis] = ((up ?? Number.NaN) - (down ?? Number.NaN)) / 2
    curvatures[axis] = (up ?? Number.NaN) + (down ?? Number.NaN) - 2 * centre
  }
  return (deviates) => {
    let log = centre
    for (let axis = 0; axis < dimensions; axis += 1) {
      const z = deviates[axis] ?? 0
      log += (slopes[axis] ?? 0) * z + 0.5 * (curvatures[axis] ?? 0) * z * z
    }
    return Math.exp(log)
  }
}
