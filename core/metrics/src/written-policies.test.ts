import { writeFields } from '@rapport/writeback'
import { expect, it } from 'vitest'
import {
  CES_POLICY,
  CSAT_POLICY,
  HEALTH_POLICY,
  NPS_POLICY,
  RAPPORT_FIRST_CONTACT_POLICY,
  RAPPORT_SERVICE_POLICY,
} from './index.ts'

it.each([
  ['nps', NPS_POLICY],
  ['csat', CSAT_POLICY],
  ['ces', CES_POLICY],
  ['health_score', HEALTH_POLICY],
  ['fcr_rate', RAPPORT_FIRST_CONTACT_POLICY.id],
  ['first_response_minutes', RAPPORT_SERVICE_POLICY.id],
])('the field %s is written under the policy that computes it, %s', (name, policy) => {
  expect(writeFields.find((field) => field.name === name)?.policy).toBe(policy)
})
