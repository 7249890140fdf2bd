/** Counts are told apart one by one up to here. */
const EXACT_UP_TO = 32
/** And by nodes so far apart beyond. */
const RATIO = 1.06
const LARGEST = 2e6

/**
 * Numbers of orders at which distributions are tabulated: 0, 1, … 32, and then whole numbers about 6 % apart. A fixed
 * set, so that what depends on a number of orders is computed once for all customers.
 */
export const ORDER_NODES: Float64Array = (() => {
  const nodes = Array.from({ length: EXACT_UP_TO + 1 }, (_, n) => n)
  for (let n = EXACT_UP_TO; n < LARGEST; nodes.push(n)) n = Math.ceil(n * RATIO)
  return Float64Array.from(nodes)
})()

/**
 * Adds P(n), n = 0, 1, …, times `weight` to the probabilities at the nodes. What lies between two is shared so that
 * the mean stays. Returns how many nodes are in use.
 */
export function addToNodes(probabilities: Float64Array, weight: number, into: Float64Array): number {
  const exact = Math.min(probabilities.length, EXACT_UP_TO + 1)
  for (let n = 0; n < exact; n += 1) into[n] = (into[n] ?? 0) + weight * (probabilities[n] ?? 0)
  let node = exact - 1
  for (let n = exact; n < probabilities.length; n += 1) {
    while ((ORDER_NODES[node + 1] ?? Infinity) < n) node += 1
    const below = ORDER_NODES[node] ?? 0
    const above = (n - below) / ((ORDER_NODES[node + 1] ?? Infinity) - below)
    const amount = weight * (probabilities[n] ?? 0)
    into[node] = (into[node] ?? 0) + amount * (1 - above)
    into[node + 1] = (into[node + 1] ?? 0) + amount * above
  }
  return Math.min(node + 2, into.length)
}
