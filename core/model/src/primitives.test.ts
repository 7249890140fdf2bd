import { expect, test } from 'vitest'
import { decimal } from './primitives.ts'

const problem = (text: string) => decimal.safeParse(text).error?.issues[0]?.message ?? null

test.each([
  '0',
  '-12.50',
  '1234.5',
  '999999999999999.99',
  '-999999999999999',
  '0000000000000000001',
  '1.00000000000000000001',
])('%s is an amount', (text) => expect(problem(text)).toBeNull())

test.each(['1000000000000000', '-1234567890123456.78', `1${'0'.repeat(400)}`])(
  '%s has too many digits for one',
  (text) => expect(problem(text)).toBe('must have at most 15 digits before the point'),
)

test.each(['', '1,5', '.5', '5.', '1e3', '+1', 'Infinity'])('"%s" is no decimal number', (text) =>
  expect(problem(text)).toBe('must be a decimal number such as "1234.50"'),
)
