import { expect, test } from 'vitest'
import { changeInWords } from './change-in-words.ts'

const change = (value: number | null, before: number | null, better: 'higher' | 'lower' | null = 'higher') =>
  changeInWords({
    ...{ value, before, better, beforeText: String(before), period: '28 days' },
    percent: (share) => `${Math.round(share * 100)}%`,
  })

test('more is said with how much and whether that is good', () => {
  expect(change(110, 100)).toEqual({ text: '10% more than in the 28 days before (100)', verdict: 'better' })
  expect(change(110, 100, 'lower').verdict).toBe('worse')
  expect(change(90, 100, null)).toEqual({ text: '10% less than in the 28 days before (100)', verdict: null })
})

test('from nothing there is no share', () => {
  expect(change(5, 0).text).toBe('more than in the 28 days before (0)')
})

test('what is unknown is not compared', () => {
  expect(change(null, 100)).toEqual({ text: 'nothing to compare with', verdict: null })
  expect(change(100, null)).toEqual({ text: 'nothing to compare with', verdict: null })
})
