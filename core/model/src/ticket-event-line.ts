import { z } from 'zod'

const moment = z.iso
  .datetime({
    offset: true,
    error: 'must be a moment in ISO 8601 with Z or an offset: "2026-03-27T15:00:00Z"',
  })
  .transform((text) => Date.parse(text))
  .describe('A moment, ISO 8601 with Z or an offset')

const text = z.string('must be a text that is not empty').min(1, 'must be a text that is not empty')

const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, `must be one of ${names.join(', ')}`)

const party = oneOf(['customer', 'agent', 'system'])
const category = oneOf(['new', 'open', 'pending_customer', 'on_hold', 'solved', 'closed'])

const satisfaction = z
  .number('must be a number from 1 to 10')
  .min(1, 'must be a number from 1 to 10')
  .max(10, 'must be a number from 1 to 10')

/** What every event has. */
const base = {
  ticketId: text,
  at: moment,
  source: text.exactOptional().describe('Where the event comes from'),
  id: text.exactOptional().describe('Its id there: an event with the same source and id is a duplicate'),
}

/** An event that says nothing but that it happened. */
const bare = <Type extends string>(type: Type) => z.strictObject({ ...base, type: z.literal(type) })

const created = z.strictObject({
  ...base,
  type: z.literal('created'),
  initiator: party,
  channel: text.nullable().default(null),
  customerId: text.nullable().default(null),
  topic: text.nullable().default(null),
  imported: z.boolean().exactOptional(),
  hasMessages: z.boolean().exactOptional(),
  vendorFirstResponseSeconds: z.number().nonnegative().nullable().exactOptional(),
})

const message = z.strictObject({
  ...base,
  type: z.literal('message'),
  direction: oneOf(['in', 'out']),
  author: oneOf(['customer', 'agent', 'bot', 'automation', 'campaign', 'system']),
  authorId: text.nullable().default(null),
  sessionId: text.nullable().default(null),
  visibility: oneOf(['public', 'private']).default('public'),
  automatic: z.boolean().default(false),
  kind: oneOf(['text', 'email', 'call', 'reaction', 'note']).default('text'),
  delivered: z.boolean().default(true),
  ringAt: moment.nullable().default(null),
  answeredAt: moment.nullable().default(null),
  endedAt: moment.nullable().default(null),
  loggedAt: moment.nullable().exactOptional(),
})

const statusKeys = z.strictObject({
  ...base,
  type: z.literal('status'),
  from: text.nullable().default(null),
  to: text,
  category: category.exactOptional(),
  by: party.exactOptional(),
})

const status = statusKeys.transform(({ category: given, ...event }, context) => {
  const known = given ?? category.safeParse(event.to).data
  if (known !== undefined) return { ...event, category: known }
  const categories = category.options.join(', ')
  context.addIssue({
    code: 'custom',
    path: ['category'],
    message: `What "${event.to}" means is not known; add "category", one of ${categories}`,
  })
  return z.NEVER
})

const assigned = z.strictObject({
  ...base,
  type: z.literal('assigned'),
  agent: text.nullable().exactOptional().describe('Null: nobody; left out: as before'),
  team: text.nullable().exactOptional().describe('Null: no team; left out: as before'),
})

const merged = z.strictObject({ ...base, type: z.literal('merged'), into: text })

const scheduleApplied = z.strictObject({ ...base, type: z.literal('schedule_applied'), schedule: text })

const priority = z.strictObject({
  ...base,
  type: z.literal('priority'),
  from: text.nullable().default(null),
  to: text.nullable(),
})

const survey = z.strictObject({
  ...base,
  type: z.literal('survey'),
  resolved: z.boolean().nullable().default(null),
  satisfaction: satisfaction.nullable().default(null),
})

/**
 * One line of an events file (METRICS.md, section 6) as an event: keys as in section 1, values in snake_case, times in ISO 8601.
 * What is left out is as usual: public, not automatic, delivered, the category that `to` names. A key that is not
 * known is an error that names it.
 *
 * @example
 * const event = ticketEventLine.parse(JSON.parse(line))
 */
export const ticketEventLine = z.discriminatedUnion('type', [
  created,
  message,
  status,
  assigned,
  bare('bot_handoff'),
  merged,
  bare('spam'),
  bare('trash'),
  bare('test'),
  bare('restore'),
  bare('deleted'),
  scheduleApplied,
  priority,
  survey,
])

/** One event of a ticket, as a line of an events file says it. Times are in milliseconds since 1970. */
export type TicketEventLine = z.output<typeof ticketEventLine>

const keysOf = ({ shape }: { readonly shape: object }): readonly string[] => Object.keys(shape)
const bareKeys = [...Object.keys(base), 'type']

/** The keys that a line of each type may have. */
export const TICKET_EVENT_KEYS: Readonly<Record<TicketEventLine['type'], readonly string[]>> = {
  created: keysOf(created),
  message: keysOf(message),
  status: keysOf(statusKeys),
  assigned: keysOf(assigned),
  bot_handoff: bareKeys,
  merged: keysOf(merged),
  spam: bareKeys,
  trash: bareKeys,
  test: bareKeys,
  restore: bareKeys,
  deleted: bareKeys,
  schedule_applied: keysOf(scheduleApplied),
  priority: keysOf(priority),
  survey: keysOf(survey),
}
