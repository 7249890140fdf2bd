import { expect, test } from 'vitest'
import { explainedMetric, explainedNames, explainedValues } from './explanation-values.ts'

const score = {
  policy: 'btyd@1',
  asOf: '2026-06-30T21:59:59.000Z',
  n: 3,
  values: explainedValues(
    {
      clv: { value: 1280.5, low: 72.85, high: 2434.19 },
      historic_value: { value: 120 },
      probability_alive: { value: 0.9648 },
      orders: { value: 3 },
      average_order_value: { value: null },
    },
    'btyd@1',
  ),
  why: 'Worth about $1,280.',
  explanation: {},
}

test.each([
  ['clv', 'btyd@1', '1,280.50 USD (80 %: 72.85 USD to 2,434.19 USD)'],
  ['probability_alive', 'btyd@1', '96.5 %'],
  ['historic_value', 'historic@1', '120.00 USD'],
  ['orders', 'plain@1', '3'],
  ['segment', 'rfm@1', 'not computed yet'],
  ['average_order_value', 'plain@1', 'not enough data'],
  ['why', null, 'Worth about $1,280.'],
  ['scores_as_of', null, '2026-06-30T21:59:59.000Z'],
] as const)('%s has its own policy and its unit', (name, policy, text) => {
  expect(explainedMetric(score, name, 'USD')).toMatchObject({ name, policy, text })
})

test('Every field that can be written is known, and no other', () => {
  for (const name of explainedNames) expect(explainedMetric(score, name, 'USD')?.text).toBeTruthy()
  expect(explainedMetric(score, 'clw', 'USD')).toBeNull()
})
