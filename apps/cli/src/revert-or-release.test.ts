import { expect, it } from 'vitest'
import { describeRevert } from './revert-or-release.ts'

it('a revert tells what was put back, and what was not and why', () => {
  const all = { planId: 13, applied: 1200, refused: 0, rejected: 0, gone: 0 }
  expect(describeRevert(all)).toBe('reverted by plan 13: 1,200 records put back')
  expect(describeRevert({ ...all, applied: 1, refused: 3, rejected: 2, gone: 1 })).toBe(
    'reverted by plan 13: 1 record put back, 3 left alone because of edits since, 2 refused by the CRM (npx rapport rejects), 1 gone from the CRM',
  )
})
