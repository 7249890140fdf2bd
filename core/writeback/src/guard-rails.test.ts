import { expect, test } from 'vitest'
import { checkGuardRails } from './guard-rails.ts'
import type { PlanCounts } from './plan-record.ts'

const settings = { maxChangedShare: 0.5, maxClearedShare: 0.05, minRecords: 50 }
const plan = { planId: 7, connection: 'crm', entity: 'contact' }

function counts(some: Partial<PlanCounts>): PlanCounts {
  return {
    considered: 1000,
    changed: 0,
    cleared: 0,
    unchanged: 0,
    drifted: 0,
    heldBack: 0,
    holding: 100,
    changing: 0,
    ...some,
  }
}

test('the first write ever is not stopped', () => {
  const first = counts({ changed: 1000, holding: 0 })
  expect(checkGuardRails(first, { ...settings, minRecords: 0 }, plan)).toEqual({ stopped: false })
})

test('half of the records may change, and not one more', () => {
  expect(checkGuardRails(counts({ changing: 50 }), settings, plan).stopped).toBe(false)
  expect(checkGuardRails(counts({ changing: 51 }), settings, plan)).toMatchObject({
    stopped: true,
    rails: ['changed'],
  })
})

test('too many cleared records stop it with a sentence that gives the numbers', () => {
  const result = checkGuardRails(counts({ changing: 6, cleared: 6 }), settings, plan)
  expect(result).toMatchObject({
    stopped: true,
    rails: ['cleared'],
    sentence:
      'plan 7 for crm/contact would clear values of 6 of the 100 records that hold a Rapport value (6 %, limit 5 %); nothing was written',
  })
})

test('few records are never stopped', () => {
  expect(checkGuardRails(counts({ holding: 49, changing: 49, cleared: 49 }), settings, plan).stopped).toBe(
    false,
  )
})
