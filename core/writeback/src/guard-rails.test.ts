import type { FieldValues } from '@rapport/connector'
import { expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { checkGuardRails, isJump } from './guard-rails.ts'
import type { PlanCounts } from './plan-record.ts'

const settings = { maxChangedShare: 0.5, maxClearedShare: 0.05, minRecords: 50, jumpShare: 0.25 }
const plan = { planId: 7, connection: 'crm', entity: 'contact' }

function counts(some: Partial<PlanCounts>): PlanCounts {
  return {
    considered: 1000,
    changed: 0,
    cleared: 0,
    unchanged: 0,
    drifted: 0,
    partlyDrifted: 0,
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

test('counts a record as changed only where a number jumps: a model fitted anew moves all numbers a little', () => {
  const fields = targetFields(['clv', 'orders', 'segment', 'why'], 'contact')
  const change = (before: FieldValues, after: FieldValues) => isJump(fields, { before, after }, 0.25)
  expect(change({ clv: 100 }, { clv: 120 })).toBe(false)
  expect(change({ clv: 100 }, { clv: 126 })).toBe(true)
  expect(change({ clv: 0 }, { clv: 1 })).toBe(true)
  expect(change({ segment: 'loyal' }, { segment: 'lost' })).toBe(true)
  expect(change({ why: 'one' }, { why: 'two' })).toBe(false)
})
