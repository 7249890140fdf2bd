import { expect, it } from 'vitest'
import { describePlan } from './show-plans.ts'

const plan = {
  id: 4,
  runId: 2,
  kind: 'write',
  reverts: null,
  connection: 'crm',
  entity: 'contact',
  state: 'planned',
  counts: {},
  createdAt: new Date(0),
  appliedAt: null,
  items: { planned: 1200, drifted: 1 },
  linesNotKept: 0,
} as const

it('a plan shows old → new for every field of every record', () => {
  const lines = [
    {
      id: 1,
      recordId: '9',
      customerId: 5,
      state: 'planned' as const,
      reason: null,
      changes: [
        { field: 'clv', before: null, after: 12.5 },
        { field: 'segment', before: 'new', after: null },
      ],
    },
    {
      id: 2,
      recordId: '10',
      customerId: 6,
      state: 'drifted' as const,
      reason: 'clv was edited',
      changes: [],
    },
  ]

  expect(describePlan({ plan, page: { lines, next: 3 } })).toEqual([
    'plan 4 for crm/contact: planned; 1,200 planned, 1 drifted',
    'crm/contact:9  planned',
    '  clv      (empty) → 12.5',
    '  segment  new → (empty)',
    'crm/contact:10  drifted: clv was edited',
    '… more: give a larger --show',
  ])
})

it('a revert says which plan it undoes', () => {
  const revert = { ...plan, kind: 'revert', reverts: 2, items: {} } as const

  expect(describePlan({ plan: revert, page: { lines: [], next: null } })).toEqual([
    'plan 4, which reverts plan 2, for crm/contact: planned; no changes',
  ])
})

it('a replaced plan says that what was not sent is not kept', () => {
  const replaced = { ...plan, state: 'discarded', linesNotKept: 1201 } as const

  expect(describePlan({ plan: replaced, page: { lines: [], next: null } })).toEqual([
    'plan 4 for crm/contact: discarded; 1,200 planned, 1 drifted',
    'a newer plan took its place: what was not sent is not kept',
  ])
  const kept = { ...replaced, linesNotKept: 0 }
  expect(describePlan({ plan: kept, page: { lines: [], next: null } })).toEqual([
    'plan 4 for crm/contact: discarded; 1,200 planned, 1 drifted',
  ])
})
