import { expect, test } from 'vitest'
import { RepeatedFailure } from './repeated-failure.ts'

test('a failure is told when it comes, when it is another one, and once a minute while it lasts', () => {
  const failure = new RepeatedFailure()
  const told = [
    ['gone', 0],
    ['gone', 400],
    ['full', 800],
    ['full', 60_799],
    ['full', 60_800],
  ] as const
  expect(told.map(([message, at]) => failure.isNews(message, at))).toEqual([true, false, true, false, true])
})

test('a failure that comes again after all went well is told again', () => {
  const failure = new RepeatedFailure()
  failure.isNews('gone', 0)
  failure.isOver()
  expect(failure.isNews('gone', 400)).toBe(true)
})
