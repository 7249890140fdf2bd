import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToNodes, ORDER_NODES } from './order-nodes.ts'

test('probabilities keep their sum and their mean on the nodes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 400 }),
      (weights) => {
        const nodes = new Float64Array(ORDER_NODES.length)
        const used = addToNodes(Float64Array.from(weights), 1, nodes)
        const sum = weights.reduce((total, one) => total + one, 0)
        const mean = weights.reduce((total, one, n) => total + n * one, 0)
        expect(nodes.reduce((total, one) => total + one, 0)).toBeCloseTo(sum, 9)
        expect(nodes.reduce((total, one, i) => total + one * ORDER_NODES[i]!, 0)).toBeCloseTo(mean, 7)
        expect(nodes.subarray(used).every((one) => one === 0)).toBe(true)
      },
    ),
  )
})
