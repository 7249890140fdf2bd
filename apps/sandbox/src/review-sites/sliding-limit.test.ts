import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SlidingLimit } from './sliding-limit.ts'

test('no stretch of the window’s length holds more than the limit, and what it tells to wait is enough', () => {
  const most = fc.integer({ min: 1, max: 5 })
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 })
  fc.assert(
    fc.property(most, gaps, (limit, waits) => {
      const limiter = new SlidingLimit(limit, 1_000)
      const admitted: number[] = []
      let now = 0
      for (const gap of waits) {
        now += gap
        const wait = limiter.ask('one', now)
        if (wait === 0) admitted.push(now)
        else {
          now += wait
          expect(limiter.ask('one', now)).toBe(0)
          admitted.push(now)
        }
      }
      for (const at of admitted)
        expect(admitted.filter((other) => other > at - 1_000 && other <= at).length).toBeLessThanOrEqual(
          limit,
        )
    }),
  )
})
