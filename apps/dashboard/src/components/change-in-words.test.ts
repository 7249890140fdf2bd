import { expect, test } from 'vitest'
import { createFormat, quantitiesOf } from '../messages/format.ts'
import { changeInWords, comparedBy } from './change-in-words.ts'

const { share, stars, time, moneyShort } = quantitiesOf(createFormat({ currency: 'USD', timezone: 'UTC' }))
const period = '90 days earlier'
const ofShare = { quantity: share, kind: 'share', better: 'higher', period } as const
const ofStars = { quantity: stars, kind: 'number', better: 'higher', period } as const
const ofTime = { quantity: time, kind: 'time', better: 'lower', period } as const

test('a clear change is better or worse, as the number is meant', () => {
  expect(changeInWords({ value: 0.7, before: 0.6, isClear: true }, ofShare)).toEqual({
    ...{ text: '10 points higher than 90 days earlier (60%)', verdict: 'better' },
  })
  expect(changeInWords({ value: 4_000, before: 3_000, isClear: true }, ofTime)).toEqual({
    ...{ text: '17 min longer than 90 days earlier (50 min)', verdict: 'worse' },
  })
})

test('what a test calls chance is no change, whatever its size', () => {
  expect(changeInWords({ value: 0.7, before: 0.6, isClear: false }, ofShare)).toEqual({
    ...{ text: 'no clear change: 60% 90 days earlier', verdict: null },
  })
})

test('what no test was made of is said to be no verdict', () => {
  expect(changeInWords({ value: 4.2, before: 4, isClear: null }, ofStars)).toEqual({
    ...{ text: '0.2 higher than 90 days earlier (4), which may be chance', verdict: null },
  })
})

test('the difference is that of the numbers as they are shown', () => {
  // 3.61 against 3.67, and 68.8 against 69.3.
  const clear = { isClear: true }
  expect(changeInWords({ value: 3.614, before: 3.666, ...clear }, ofStars).text).toContain('0.06 lower')
  expect(changeInWords({ value: 0.6875, before: 0.6934, ...clear }, ofShare).text).toContain(
    '0.5 points lower',
  )
  expect(changeInWords({ value: 4_049, before: 1_831, ...clear }, ofTime).text).toBe(
    '36 min longer than 90 days earlier (31 min)',
  )
  const money = { quantity: moneyShort, kind: 'number', better: 'higher', period } as const
  expect(changeInWords({ value: 11_349, before: 10_951, ...clear }, money).text).toBe(
    '$300 higher than 90 days earlier ($11K)',
  )
})

test('numbers that are shown alike did not change', () => {
  expect(changeInWords({ value: 0.4, before: 0.4001, isClear: true }, ofShare).text).toBe(
    'as 90 days earlier',
  )
})

test('what is unknown is not compared', () => {
  expect(changeInWords({ value: null, before: 1, isClear: null }, ofStars)).toEqual({
    ...{ text: 'nothing to compare with', verdict: null },
  })
  expect(changeInWords(comparedBy(1, null), ofStars).text).toBe('nothing to compare with')
})

test('a difference whose interval holds 0 is not clear', () => {
  expect(comparedBy(10, { difference: 4, low: -1, high: 9 })).toEqual({
    value: 10,
    before: 6,
    isClear: false,
  })
  expect(comparedBy(10, { difference: 4, low: 1, high: 7 }).isClear).toBe(true)
})
