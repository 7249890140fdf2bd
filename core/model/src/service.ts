import { z } from 'zod'
import { association, externalId, instant } from './primitives.ts'

export const ticketCategory = z.enum(['new', 'open', 'pending_customer', 'on_hold', 'solved', 'closed'])

/** A request for help. Its messages and status changes hang off it. */
export const ticket = z
  .object({
    id: externalId,
    subject: z.string().nullable().default(null),
    category: ticketCategory,
    status: z.string().nullable().default(null).describe("The source's own status"),
    channel: z.string().nullable().default(null),
    priority: z.string().nullable().default(null),
    topic: z.string().nullable().default(null).describe('Category, product or tags, as mapped by the admin'),
    initiator: z.enum(['customer', 'agent', 'system']).nullable().default(null),
    contacts: z.array(association).default([]),
    companies: z.array(association).default([]),
    agentId: z.string().nullable().default(null),
    teamId: z.string().nullable().default(null),
    createdAt: instant,
    creationKnown: z
      .boolean()
      .exactOptional()
      .describe('False: when it was created is not told, and createdAt is the first thing known of it'),
    closedAt: instant.nullable().default(null),
    spam: z.boolean().default(false),
    imported: z.boolean().exactOptional().describe('Taken over from another system with its history'),
    hasMessages: z
      .boolean()
      .exactOptional()
      .describe('Whether the source keeps its messages; left out: told from whether there are any'),
    vendorReported: z
      .record(z.string(), z.unknown())
      .default({})
      .describe(
        "The vendor's own figures by its own names, never mixed with ours; firstResponseSeconds among them is its first response by the calendar",
      ),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('A request for help')

/** One message or call on a ticket. */
export const message = z
  .object({
    id: externalId,
    ticketId: externalId,
    at: instant,
    direction: z.enum(['in', 'out']),
    author: z
      .enum(['customer', 'agent', 'bot', 'automation', 'campaign', 'system'])
      .describe('The role at that moment'),
    authorId: z.string().nullable().default(null),
    visibility: z.enum(['public', 'private']).default('public'),
    automatic: z.boolean().default(false),
    kind: z.enum(['text', 'email', 'call', 'reaction', 'note']).default('text'),
    delivered: z.boolean().default(true),
    sessionId: z.string().nullable().default(null),
    ringAt: instant.nullable().default(null),
    answeredAt: instant.nullable().default(null),
    endedAt: instant.nullable().default(null),
    loggedAt: instant.exactOptional().describe('When the source came to know of it, where that was later'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('One message or call on a ticket')

/** A move of a ticket from one status to another. */
export const statusChange = z
  .object({
    id: externalId,
    ticketId: externalId,
    at: instant,
    from: z.string().nullable().default(null),
    to: z.string(),
    category: ticketCategory,
    by: z.string().nullable().default(null).describe('Who caused it'),
    byRole: z
      .enum(['customer', 'agent', 'system'])
      .exactOptional()
      .describe('What that was at that moment; left out: told from what the customer wrote before'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe("A change of a ticket's status")

/** Something else that happened to a ticket: who had it, how urgent it was, whether it counted. */
export const ticketEvent = z
  .object({
    id: externalId,
    ticketId: externalId,
    at: instant,
    type: z
      .enum([
        'assigned',
        'bot_handoff',
        'priority',
        'spam',
        'trash',
        'test',
        'restore',
        'deleted',
        'schedule_applied',
        'survey',
      ])
      .describe('restore: back from spam, trash, test or deletion; survey: an answer without a score'),
    agentId: z
      .string()
      .nullable()
      .exactOptional()
      .describe('For assigned. Null: nobody; left out: as before'),
    teamId: z
      .string()
      .nullable()
      .exactOptional()
      .describe('For assigned. Null: no team; left out: as before'),
    fromAgentId: z
      .string()
      .nullable()
      .exactOptional()
      .describe('For assigned: who had it before, where told'),
    fromTeamId: z.string().nullable().exactOptional().describe('For assigned: the team that had it before'),
    from: z.string().nullable().default(null).describe('For priority'),
    to: z.string().nullable().default(null).describe('For priority; for schedule_applied, the schedule'),
    resolved: z.boolean().exactOptional().describe('For survey: the answer to "was your request resolved?"'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('An assignment, a hand-over by a bot, or another event of a ticket')
