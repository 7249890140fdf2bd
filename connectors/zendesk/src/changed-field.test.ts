import { expect, test } from 'vitest'
import { changedField } from './changed-field.ts'
import { ticketEvent } from './exports/ticket-events.ts'

const childOf = (child: object) =>
  ticketEvent.parse({
    ...{ id: 1, ticket_id: 2, created_at: '2026-01-05T09:00:00Z', updater_id: 3 },
    child_events: [{ id: 4, event_type: 'Change', ...child }],
  }).child_events[0]!

test('a changed field is found in either way that Zendesk names it, and taken away is not unchanged', () => {
  const named = childOf({ assignee_id: 7, previous_value: '5' })
  expect(changedField(named, 'assignee_id')).toEqual({ value: 7, before: '5' })
  const apart = childOf({ field_name: 'assignee_id', value: '7', previous_value: '5' })
  expect(changedField(apart, 'assignee_id')).toEqual({ value: '7', before: '5' })
  expect(changedField(childOf({ assignee_id: null }), 'assignee_id')).toMatchObject({ value: null })
  expect(changedField(named, 'priority')).toBeNull()
})

test('what is no change of a field sets none', () => {
  expect(changedField(childOf({ event_type: 'Comment', status: 'open' }), 'status')).toBeNull()
})
