import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retention, retentionOfCounts } from './retention.ts'

test('of four customers one left and one came: three of four are retained', () => {
  const period = retention(new Set(['a', 'b', 'c', 'd']), new Set(['b', 'c', 'd', 'e']))
  expect(period).toMatchObject({ start: 4, end: 4, new: 1, kept: 3, lost: 1 })
  expect(period.retention).toMatchObject({ count: 3, of: 4, share: 0.75 })
  expect(period.churn).toMatchObject({ count: 1, of: 4, share: 0.25 })
})

test('the rates carry their Wilson interval', () => {
  // 15 of 148: Newcombe 1998, table I, method 3.
  const start = new Set(Array.from({ length: 148 }, (_, i) => i))
  const end = new Set(Array.from({ length: 15 }, (_, i) => i))
  const kept = retention(start, end).retention
  expect(kept?.low).toBeCloseTo(0.0624, 4)
  expect(kept?.high).toBeCloseTo(0.1605, 4)
})

test('it is ((end − new) ÷ start) · 100 for any two sets, and churn is the rest', () => {
  const set = fc.uniqueArray(fc.integer({ min: 0, max: 40 })).map((ids) => new Set(ids))
  fc.assert(
    fc.property(set, set, (start, end) => {
      fc.pre(start.size > 0)
      const period = retention(start, end)
      const percent = ((period.end - period.new) / period.start) * 100
      expect(period.retention!.share * 100).toBeCloseTo(percent, 10)
      expect(period.churn!.share).toBeCloseTo(1 - period.retention!.share, 12)
    }),
  )
})

test('a period that starts without customers has no retention', () => {
  const period = retention(new Set<string>(), new Set(['a']))
  expect(period).toMatchObject({ start: 0, end: 1, new: 1, lost: 0, retention: null, churn: null })
})

test('counts that are not of the same customers are an error', () => {
  expect(() => retentionOfCounts({ start: 10, end: 9, new: 1, kept: 9 })).toThrow(
    '9 customers at the end less 1 new ones are not the 9 that were kept',
  )
})
