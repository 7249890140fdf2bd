import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketFor } from './budgets.ts'

const specification = fc.record(
  {
    name: fc.constant('general'),
    requests: fc.oneof(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 0.01, max: 1000, noNaN: true }),
    ),
    perMs: fc.integer({ min: 1, max: 86_400_000 }),
    capacity: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.double({ min: 0, max: 100, noNaN: true })),
    reserve: fc.double({ min: 0, max: 0.99, noNaN: true }),
  },
  { requiredKeys: ['name', 'requests', 'perMs'] },
)

test('a bucket grants no more than the limit less its reserve in any window, and always refills', () => {
  fc.assert(
    fc.property(specification, (given) => {
      const { capacity, refillPerMs } = bucketFor(given)
      const usable = given.requests * (1 - (given.reserve ?? 0.1))
      // The last digit of a floating-point sum.
      expect(capacity + refillPerMs * given.perMs).toBeLessThanOrEqual(usable * (1 + 1e-12))
      expect(refillPerMs).toBeGreaterThan(0)
      expect(capacity).toBeGreaterThan(0)
    }),
    { numRuns: 1000 },
  )
})

test('a bucket uses all that it may', () => {
  fc.assert(
    fc.property(specification, (given) => {
      const { capacity, refillPerMs } = bucketFor(given)
      const usable = given.requests * (1 - (given.reserve ?? 0.1))
      expect(capacity + refillPerMs * given.perMs).toBeGreaterThan(usable * (1 - 1e-12))
    }),
  )
})

test('a large limit allows bursts of ten, and as many as it is told otherwise', () => {
  const general = { name: 'general', requests: 100, perMs: 10_000 }
  expect(bucketFor(general)).toEqual({ capacity: 10, refillPerMs: 80 / 10_000 })
  expect(bucketFor({ ...general, capacity: 30 })).toEqual({ capacity: 30, refillPerMs: 60 / 10_000 })
})

test('a search limit of five a second without reserve keeps capacity 1 and refills four a second', () => {
  const search = { name: 'search', requests: 5, perMs: 1000, capacity: 1, reserve: 0 }
  expect(bucketFor(search)).toEqual({ capacity: 1, refillPerMs: 4 / 1000 })
})

test('one request a window never becomes two', () => {
  const { capacity, refillPerMs } = bucketFor({ name: 'report', requests: 1, perMs: 60_000 })
  expect(capacity).toBeLessThan(1)
  expect(1 / refillPerMs).toBeGreaterThan(60_000)
})
