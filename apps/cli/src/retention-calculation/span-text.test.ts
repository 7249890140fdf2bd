import { expect, test } from 'vitest'
import { spanText } from './span-text.ts'

test('A period is named as people name it', () => {
  expect(spanText('2024-04-01', 'week')).toBe('2024-04-01')
  expect(spanText('2024-04-01', 'month')).toBe('2024-04')
  expect(spanText('2024-04-01', 'quarter')).toBe('2024 Q2')
  expect(spanText('2024-01-01', 'year')).toBe('2024')
})
