import { fitValueModel, ValueColumnsBuilder } from '@rapport/metrics'
import { expect, test } from 'vitest'
import { type ModelInForce, mustRefit } from './refit.ts'
import { plainSettings } from './testing/scoring.ts'

const model: ModelInForce = {
  fitted: fitValueModel(new ValueColumnsBuilder('week').finish(), plainSettings.value, null),
  fittedAsOf: '2026-06-30',
  customers: 100,
  changedSince: 0,
}

test('A model is fitted anew once more than a twentieth of the customers changed, over all scorings since', () => {
  expect(mustRefit(model, { asOf: '2026-06-30', changed: 5 })).toBe(false)
  expect(mustRefit(model, { asOf: '2026-06-30', changed: 6 })).toBe(true)
  expect(mustRefit({ ...model, changedSince: 3 }, { asOf: '2026-06-30', changed: 2 })).toBe(false)
  expect(mustRefit({ ...model, changedSince: 3 }, { asOf: '2026-06-30', changed: 3 })).toBe(true)
})

test('A model is fitted anew after seven days, forwards or backwards', () => {
  expect(mustRefit(model, { asOf: '2026-07-06', changed: 0 })).toBe(false)
  expect(mustRefit(model, { asOf: '2026-07-07', changed: 0 })).toBe(true)
  expect(mustRefit(model, { asOf: '2026-06-24', changed: 0 })).toBe(false)
  expect(mustRefit(model, { asOf: '2026-06-23', changed: 0 })).toBe(true)
})

test('The first customers of an empty workspace bring a fit', () => {
  expect(mustRefit({ ...model, customers: 0 }, { asOf: '2026-06-30', changed: 1 })).toBe(true)
})
