import type { FieldValue, TargetFieldType } from '@rapport/connector'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromSalesforce, toSalesforce } from './field-values.ts'

test.each<[TargetFieldType, FieldValue, FieldValue]>([
  ['percent', 0.57, 57],
  ['percent', 0.0001, 0.01],
  ['currency', 182.5, 182.5],
  ['date', '2024-03-01T22:00:00.000Z', '2024-03-01'],
  ['datetime', '2024-03-01T12:00:00Z', '2024-03-01T12:00:00.000Z'],
  ['yesno', 'no', 'no'],
  ['text', '', null],
  ['number', null, null],
])('%s: %s is sent as %s', (type, value, sent) => {
  expect(toSalesforce(type, 'x', value)).toBe(sent)
})

test.each<[TargetFieldType, unknown, FieldValue]>([
  ['percent', 57, 0.57],
  ['datetime', '2024-03-01T12:00:00.000+0000', '2024-03-01T12:00:00.000Z'],
  ['yesno', 'Yes', 'yes'],
  ['yesno', 'maybe', 'maybe'],
  ['text', '', null],
  ['number', undefined, null],
])('%s: %s is read as %s', (type, held, value) => {
  expect(fromSalesforce(type, held)).toBe(value)
})

test('a share of four decimals survives being kept as 0–100', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), (units) => {
      const share = units / 10_000
      expect(fromSalesforce('percent', toSalesforce('percent', 'x', share))).toBe(share)
    }),
  )
})

test('what is not what its type promises is not sent', () => {
  expect(() => toSalesforce('number', 'orders', 'many')).toThrow('orders is "many", which is not a number')
  expect(() => toSalesforce('date', 'since', 'soon')).toThrow('since is "soon"')
})
