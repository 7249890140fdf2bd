import { expect, test } from 'vitest'
import { dealKind } from './deal-kinds.ts'

const rules = [
  { pipeline: 'renewals', as: 'subscription', termMonths: 12 },
  { dealType: 'newbusiness', product: 'Setup', as: 'one-off' },
] as const
const deal = { pipeline: 'default', dealType: null, product: null }

test('The first rule that fits all it names decides; case does not count', () => {
  expect(dealKind(rules, { ...deal, pipeline: 'Renewals' })).toEqual({ kind: 'subscription', termMonths: 12 })
  expect(dealKind(rules, { ...deal, dealType: 'newbusiness', product: ' setup ' })).toEqual({
    kind: 'one-off',
  })
})

test('A rule that fits in part does not count, and without a rule a deal is a purchase that may come again', () => {
  expect(dealKind(rules, { ...deal, dealType: 'newbusiness', product: 'Licence' })).toEqual({
    kind: 'repeat',
  })
  expect(dealKind(rules, { ...deal, product: 'Setup' })).toEqual({ kind: 'repeat' })
  expect(dealKind([], deal)).toEqual({ kind: 'repeat' })
})
