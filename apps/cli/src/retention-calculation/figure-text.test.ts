import { expect, test } from 'vitest'
import { moneyText, shareText, spanText } from './figure-text.ts'

test('Figures have their unit, and unknown ones are empty', () => {
  expect([moneyText(1234.5), moneyText(null)]).toEqual(['1,234.50', ''])
  expect([shareText(0.965), shareText(null)]).toEqual(['96.5 %', ''])
})

test('A period is named as people name it', () => {
  expect(spanText('2024-04-01', 'week')).toBe('2024-04-01')
  expect(spanText('2024-04-01', 'month')).toBe('2024-04')
  expect(spanText('2024-04-01', 'quarter')).toBe('2024 Q2')
  expect(spanText('2024-01-01', 'year')).toBe('2024')
})
