import { expect, test } from 'vitest'
import { moneyText, shareText } from './figure-text.ts'

test('Figures have their unit, and unknown ones are empty', () => {
  expect([moneyText(1234.5), moneyText(null)]).toEqual(['1,234.50', ''])
  expect([shareText(0.965), shareText(null)]).toEqual(['96.5 %', ''])
})
