import { gaussLegendre, logGamma } from '@rapport/stats'

const NODES = 64

/**
 * From here on nothing is left out, and the peak, about 1 ÷ √tail wide, becomes too narrow for the nodes; the plain
 * moments are exact instead.
 */
const LIGHT_TAIL = 200

/** The first two moments of 1 ÷ ν for ν ~ Gamma(tail, 1). */
export interface InverseMoments {
  readonly first: number
  readonly second: number
}

/**
 * The moments over what is seen once or more among so many customers: the largest 1 ÷ ν, a share of 1 ÷ `customers`, is
 * left out. The plain second moment is infinite for a tail ≤ 2 and near 2 hangs on customers who never come, so that
 * no sum over a real portfolio varies by it.
 *
 * @param tail Above 0.
 */
export function inverseMoments(tail: number, customers: number): InverseMoments {
  if (tail > LIGHT_TAIL) return { first: 1 / (tail - 1), second: 1 / ((tail - 1) * (tail - 2)) }
  // P(ν < c) ≈ c^tail ÷ Γ(tail + 1) for small c.
  const logCut = Math.min((logGamma(tail + 1) - Math.log(Math.max(customers, 1))) / tail, Math.log(tail))
  const logEnd = Math.log(tail + 12 * Math.sqrt(tail + 10))
  const { nodes, weights } = gaussLegendre(NODES)
  const half = (logEnd - logCut) / 2
  const norm = logGamma(tail)
  let first = 0
  let second = 0
  for (let i = 0; i < NODES; i += 1) {
    const logNu = logCut + (1 + (nodes[i] ?? 0)) * half
    const density = (weights[i] ?? 0) * half * Math.exp(tail * logNu - Math.exp(logNu) - norm)
    first += density * Math.exp(-logNu)
    second += density * Math.exp(-2 * logNu)
  }
  return { first, second }
}
