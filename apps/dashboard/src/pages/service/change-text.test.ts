import { expect, test } from 'vitest'
import { changeText } from './change-text.ts'

const time = { of: 'time', write: (seconds: number) => `${seconds} s` } as const
const share = { of: 'share', write: (value: number) => String(value * 100) } as const
const period = 'the 90 days before'

test('a wait that grew is longer and worse, a share that grew is higher and better', () => {
  expect(changeText({ difference: 600, low: 300, high: 900 }, time, period)).toEqual({
    ...{ text: '600 s longer than in the 90 days before', verdict: 'worse' },
  })
  expect(changeText({ difference: 0.05, low: 0.01, high: 0.09 }, share, period)).toEqual({
    ...{ text: '5 points higher than in the 90 days before', verdict: 'better' },
  })
})

test('what may be chance is no change, and what is not known is not told', () => {
  expect(changeText({ difference: -600, low: -1_300, high: 100 }, time, period)).toEqual({
    ...{ text: 'no clear change against the 90 days before', verdict: null },
  })
  expect(changeText(null, time, period).text).toBe('nothing to compare with')
})
