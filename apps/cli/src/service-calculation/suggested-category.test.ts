import { expect, test } from 'vitest'
import { suggestedCategory } from './suggested-category.ts'

test.each([
  ['Pending', 'pending_customer'],
  ['Waiting on contact', 'pending_customer'],
  ['Awaiting your reply', 'pending_customer'],
  ['Waiting on us', 'open'],
  ['Waiting for support', 'open'],
  ['In Progress', 'open'],
  ['Reopened', 'open'],
  ['On-hold', 'on_hold'],
  ['Escalated to vendor', 'on_hold'],
  ['Resolved', 'solved'],
  ['Done', 'solved'],
  ['Archived', 'closed'],
  ['New', 'new'],
  ['Ich weiß nicht', null],
])('the status "%s" probably means %s', (status, category) => {
  expect(suggestedCategory(status)).toBe(category)
})
