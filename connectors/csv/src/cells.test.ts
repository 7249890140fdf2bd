import { describe, expect, test } from 'vitest'
import { readCurrency, readDecimal, readInstant, readList, readYesNo } from './cells.ts'

describe('an amount', () => {
  test.each(['0', '12', '-12.50', '1234.567'])('%s is kept exactly as written', (text) => {
    expect(readDecimal(text, 'amount')).toBe(text)
  })

  test.each([
    ['12,50', 'has a comma', '12.50'],
    ['1.234,50', 'has a comma', '1234.50'],
    ['1,234.50', 'has a comma', '1234.50'],
    ['€12.50', 'currency sign', '12.50'],
    ['12,50 €', 'currency sign', '12.50'],
    ['USD 1,234', 'currency sign', '1.234'],
    ['1 234.50', 'a space', '1234.50'],
  ])('%s is refused with the way to write it', (text, reason, advice) => {
    expect(() => readDecimal(text, 'amount')).toThrow(
      new RegExp(`amount "${text.replace(/[.$]/g, '.')}".*${reason}`),
    )
    expect(() => readDecimal(text, 'amount')).toThrow(`such as ${advice}`)
  })

  test.each(['', 'abc', '1.2.3', '--1', '1e5', 'NaN'])('"%s" is no number', (text) => {
    expect(() => readDecimal(text, 'amount')).toThrow(/amount/)
  })
})

describe('a date', () => {
  test.each([
    ['2024-03-31', '2024-03-31T00:00:00.000Z'],
    ['2024-03-31 14:30', '2024-03-31T14:30:00.000Z'],
    ['2024-03-31T14:30:15.250Z', '2024-03-31T14:30:15.250Z'],
    ['2024-03-31T14:30:00+02:00', '2024-03-31T12:30:00.000Z'],
    ['2024-03-31 14:30:00 -0530', '2024-03-31T20:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(readInstant(text, 'date')).toBe(instant)
  })

  test.each(['31.03.2024', '03/31/2024', '20240331', '', 'yesterday', '45382'])(
    '"%s" is refused with the way to write it',
    (text) => {
      expect(() => readInstant(text, 'date')).toThrow(`date "${text}" is not a date: write it as 2024-03-31`)
    },
  )

  test.each(['2024-02-30', '2023-02-29', '2024-13-01', '2024-03-31T25:00:00'])(
    '%s is not in the calendar',
    (text) => {
      expect(() => readInstant(text, 'date')).toThrow('not in the calendar')
    },
  )
})

test('a currency is an ISO 4217 code in either case', () => {
  expect(readCurrency('eur', 'currency')).toBe('EUR')
  expect(() => readCurrency('€', 'currency')).toThrow('write its ISO 4217 code')
})

test('yes and no are read in the usual spellings, and nothing else is guessed', () => {
  expect(['yes', 'TRUE', '1', 'no', '0', ''].map((text) => readYesNo(text, 'deleted'))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  expect(() => readYesNo('maybe', 'deleted')).toThrow('deleted "maybe" is neither yes nor no')
})

test('a cell may hold several values', () => {
  expect(readList('a@x.example; b@x.example |c@x.example')).toEqual([
    'a@x.example',
    'b@x.example',
    'c@x.example',
  ])
})
