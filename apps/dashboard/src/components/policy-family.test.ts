import { expect, test } from 'vitest'
import { policyFamily } from './policy-family.ts'

test('a policy is of the family that the settings show it in, whatever its window or target', () => {
  const named = [
    ...['btyd@1', 'btyd@1 + sbg@1', 'rfm@1', 'rapport-service@1', 'rapport-service-4h@1', 'rapport-fcr-7d@1'],
    ...['rapport-fcr-3d@1', 'decayed-bayes@1', 'reputation-100@1', 'health@1', 'nps@1', 'plain-mean@1'],
  ]
  expect(named.map(policyFamily)).toEqual([
    ...['value', 'value', 'retention', 'service', 'service', 'firstContact'],
    ...['firstContact', 'reputation', 'reputation', 'health', 'experience', 'reputation'],
  ])
})

test('a rule of another system is of none', () => {
  expect(['zendesk-one-touch', 'zoho', 'hs_is_one_touch_ticket'].map(policyFamily)).toEqual([
    null,
    null,
    null,
  ])
})
