import type { ChildEvent } from './exports/ticket-events.ts'

/** A field of a ticket that a part of an event set: at its creation, or later. */
export interface ChangedField {
  readonly value: unknown
  readonly before: unknown
}

/** The fields whose changes are read. */
export type ReadField = 'status' | 'assignee_id' | 'group_id' | 'priority'

/** What a part of an event did to a field, in either way that Zendesk names changed fields; null: it did something else. */
export function changedField(child: ChildEvent, name: ReadField): ChangedField | null {
  const { event_type: type, field_name: field, previous_value: before } = child
  if (type !== 'Change' && type !== 'Create') return null
  if (child[name] !== undefined) return { value: child[name], before }
  return field === name ? { value: child.value, before } : null
}
