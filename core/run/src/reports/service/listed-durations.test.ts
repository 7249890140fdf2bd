import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listedDurations } from './listed-durations.ts'

test('the durations of a group are sorted, counted and summed, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 50 }), (seconds) => {
      const { sorted, answered, totalSeconds } = listedDurations(seconds.join(','))
      expect([...sorted]).toEqual(seconds.toSorted((left, right) => left - right))
      expect(answered).toBe(seconds.length)
      expect(totalSeconds).toBe(seconds.reduce((sum, one) => sum + one, 0))
    }),
  )
})

test('where nothing was answered there is no duration, and not one of no seconds', () => {
  expect(listedDurations(null)).toMatchObject({ answered: 0, totalSeconds: 0, values: [] })
})
