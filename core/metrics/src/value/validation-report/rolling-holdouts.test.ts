import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TIME_UNITS } from '../time-unit.ts'
import { rollingHoldouts, rollingSplits } from './rolling-holdouts.ts'

const splits = (firstDay: number, asOf: number, months: number) =>
  rollingSplits(firstDay, asOf, TIME_UNITS.day, months)

test('three times of one length, one before the other, where the history is long', () => {
  // A month is 30.4 days.
  expect(splits(0, 1000, 1)).toEqual([
    { split: 970, end: 1000 },
    { split: 940, end: 970 },
    { split: 910, end: 940 },
  ])
})

test('fewer where less than half of the history would be left before the oldest', () => {
  expect(splits(0, 130, 1)).toHaveLength(2)
  expect(splits(0, 60, 1)).toEqual([{ split: 30, end: 60 }])
})

test('none where there is no history', () => {
  expect(splits(0, 1, 1)).toEqual([])
})

test('the times never overlap, and half of the history lies before them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5000 }),
      fc.double({ min: 0.1, max: 48, noNaN: true }),
      (asOf, months) => {
        const list = splits(0, asOf, months)
        expect(list.length).toBeGreaterThan(0)
        list.forEach(({ split, end }, origin) => {
          expect(end).toBe(list[origin - 1]?.split ?? asOf)
          expect(end - split).toBe(asOf - list[0]!.split)
          expect(split).toBeGreaterThanOrEqual(asOf / 2)
        })
      },
    ),
  )
})

test('each order is held back once', () => {
  const customers = [{ id: 'a', days: [0, 911, 940, 941, 970, 971, 1000], amounts: null }]
  const holdouts = rollingHoldouts(customers, 1000, TIME_UNITS.day, 1)
  expect(holdouts.map(({ orders }) => [...orders])).toEqual([[2], [2], [2]])
  expect(holdouts.map(({ calibration }) => [...calibration.frequency])).toEqual([[4], [2], [0]])
})
