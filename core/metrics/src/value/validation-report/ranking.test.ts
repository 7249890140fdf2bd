import fc from 'fast-check'
import { expect, test } from 'vitest'
import { middleRanks, rankRows } from './ranking.ts'

test('rows are ranked from high to low, equal ones in a run', () => {
  const { order, runs } = rankRows(Float64Array.of(2, 5, 2, 0, -0))
  expect([...order]).toEqual([1, 0, 2, 3, 4])
  expect([...runs]).toEqual([0, 1, 3, 5])
})

test('equal rows share their middle rank', () => {
  expect([...middleRanks(Float64Array.of(2, 5, 2, 0))]).toEqual([2, 0.5, 2, 3.5])
})

test('nothing is ranked where there is nothing', () => {
  expect([...rankRows(new Float64Array()).runs]).toEqual([0])
})

test('an unknown value comes last', () => {
  expect([...rankRows(Float64Array.of(Number.NaN, 1, -2)).order]).toEqual([1, 2, 0])
})

test('every row has one place, and keys fall from run to run', () => {
  const keys = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
    maxLength: 50,
  })
  fc.assert(
    fc.property(keys, (list) => {
      const { order, runs } = rankRows(Float64Array.from(list))
      expect([...order].sort((left, right) => left - right)).toEqual([...list.keys()])
      const byRun = Array.from({ length: runs.length - 1 }, (_, run) =>
        Array.from(order.subarray(runs[run], runs[run + 1]), (row) => list[row]! + 0),
      )
      for (const run of byRun) expect(new Set(run).size).toBe(1)
      const firsts = byRun.map(([first]) => first!)
      expect(firsts).toEqual(firsts.toSorted((left, right) => right - left))
      expect(new Set(firsts).size).toBe(firsts.length)
    }),
  )
})
