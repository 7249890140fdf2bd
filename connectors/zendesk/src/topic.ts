import { fieldOf } from './records.ts'

/**
 * What a ticket is about, by the source field that the admin mapped: `tags`, or any field of a ticket: `ticket_form_id`, `type`,
 * `brand_id`, or a custom field by its id. Null where none is mapped, or the field is empty.
 */
export function topicOf(ticket: unknown, source: string | null, topicTags: readonly string[]): string | null {
  if (source === null) return null
  const value = fieldOf(ticket, source)
  if (source === 'tags') return topicOfTags(value, topicTags)
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).toSorted().join(', ')
  return typeof value === 'string' || typeof value === 'number' ? String(value) || null : null
}

function topicOfTags(tags: unknown, topicTags: readonly string[]): string | null {
  if (!Array.isArray(tags)) return null
  const present = tags.map(String)
  if (topicTags.length > 0) return topicTags.find((tag) => present.includes(tag)) ?? null
  return present.length === 0 ? null : present.toSorted().join(', ')
}
