import { expect, test } from 'vitest'
import { biasText, numberText, offText, shareText, tickText } from './figure-text.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test.each([
  [1882.4, '1,882'],
  [48.26, '48.3'],
  [0.23671, '0.237'],
  [0, '0'],
  [null, 'unknown'],
])('the number %s is written %s', (value, text) => {
  expect(numberText(value)).toBe(text)
})

test.each([
  [1500, '1,500'],
  [12_500, '12.5K'],
  [2e6, '2M'],
])('the tick %s is written %s', (value, text) => {
  expect(tickText(value)).toBe(text)
})

test.each([
  [0.474, '47 %'],
  [0.0466, '4.7 %'],
  [0.0996, '10 %'],
  [1, '100 %'],
  [0, '0 %'],
])('the share %s is written %s', (share, text) => {
  expect(plain(shareText(share))).toBe(text)
})

test.each([
  [-0.143, '14 % too low', '−14 %'],
  [0.474, '47 % too high', '+47 %'],
  [0.0001, 'right', '+0 %'],
  [null, 'not to be judged, as nothing was ordered', 'unknown'],
])('the bias %s is told as %s', (bias, words, sign) => {
  expect(plain(offText(bias))).toBe(words)
  expect(plain(biasText(bias))).toBe(sign)
})
