import { expect, test } from 'vitest'
import { leftInWords, leftOf, rulesInWords } from './reply-length.ts'

test('what is left is counted as the site counts, without the space around the answer', () => {
  expect(leftOf(' é🙂 ', { length: 10, unit: 'bytes' })).toBe(4)
  expect(leftOf(' é🙂 ', { length: 10, unit: 'characters' })).toBe(8)
  expect(leftOf('anything', null)).toBe(null)
})

test('a limit that is passed is told as such', () => {
  expect(leftInWords(1, 'characters')).toBe('1 character left')
  expect(leftInWords(-12, 'bytes')).toBe('12 bytes too long')
})

test('rules are said in sentences, and only those that there are', () => {
  const free = { problem: null, longest: null, takesEmoji: true, canBeRemoved: true, isModerated: false }
  expect(rulesInWords(free, 'Trustpilot', String)).toBe('')
  const strict = { ...free, longest: { length: 5_000, unit: 'characters' as const } }
  expect(rulesInWords({ ...strict, takesEmoji: false, canBeRemoved: false }, 'Yelp', String)).toBe(
    'Yelp takes up to 5000 characters. No emoji. It cannot be taken away from here.',
  )
})
