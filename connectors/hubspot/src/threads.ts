import type { Answer, ConnectorContext } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import { z } from 'zod'
import { paths } from './paths.ts'
import type { HubspotSettings } from './settings.ts'
import { toInstant } from './values.ts'

type Context = ConnectorContext<HubspotSettings>

/** Rows per page that HubSpot allows; of messages no number is documented, and 100 is what it is known to give. */
const pageSizes = { threads: 500, messages: 100 } as const

const id = z.union([z.string(), z.number()]).transform(String)
const moment = z.string().transform((text, context): Instant => {
  const at = toInstant(text)
  if (at !== null && at !== undefined) return at
  context.addIssue(`"${text}" is not a date or time`)
  return z.NEVER
})

const thread = z.object({
  id,
  originalChannelId: id.nullish(),
  latestMessageTimestamp: moment.nullish(),
  threadAssociations: z.object({ associatedTicketId: id.nullish() }).nullish(),
})

/** A conversation of the inbox. */
export interface Thread {
  readonly id: string
  /** The ticket that it belongs to; null for a conversation without one. */
  readonly ticketId: string | null
  /** When something was last said; null where nothing was. */
  readonly latestAt: Instant | null
}

/** What is said or done in a conversation, in the part that matters here. */
export const threadMessage = z.object({
  id,
  type: z.string(),
  createdAt: moment,
  updatedAt: moment.nullish(),
  createdBy: z.string().nullish(),
  client: z.object({ clientType: z.string().nullish() }).nullish(),
  senders: z
    .array(
      z.object({
        actorId: z.string().nullish(),
        deliveryIdentifier: z.object({ type: z.string().nullish(), value: z.string().nullish() }).nullish(),
      }),
    )
    .default([]),
  direction: z.string().nullish(),
  channelId: id.nullish(),
  status: z.object({ statusType: z.string().nullish() }).nullish(),
  archived: z.boolean().nullish(),
})
export type ThreadMessage = z.output<typeof threadMessage>

const paging = z.object({ next: z.object({ after: z.string() }).nullish() }).nullish()
/** Messages as they come: whether one is understood, is seen one by one. */
const messagePage = z.object({ results: z.array(z.unknown()), paging })

/** A page of conversations in the order in which something was last said in them, from `from` on; those that were archived, or those that were not. */
export async function readThreads(
  ctx: Context,
  from: Instant,
  after: string | null,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<{ readonly threads: readonly Thread[]; readonly next: string | null }> {
  const { body } = await ctx.request({
    method: 'GET',
    path: paths.threads,
    query: {
      sort: 'latestMessageTimestamp',
      latestMessageTimestampAfter: from,
      association: 'TICKET',
      limit: pageSizes.threads,
      archived: archived ? 'true' : undefined,
      after: after ?? undefined,
    },
    budget: 'general',
    effect: 'read',
    schema: z.object({ results: z.array(thread), paging }),
  })
  return { threads: body.results.map(toThread), next: body.paging?.next?.after ?? null }
}

/** One conversation. @throws ConnectorError of kind `gone` where it is deleted. */
export async function readThread(ctx: Context, threadId: string): Promise<Thread> {
  const { body } = await ctx.request({
    method: 'GET',
    path: `${paths.threads}/${encodeURIComponent(threadId)}`,
    query: { association: 'TICKET' },
    budget: 'general',
    effect: 'read',
    schema: thread,
  })
  return toThread(body)
}

/** All that was said and done in a conversation, as HubSpot gives it: whether it is understood, is seen one by one. */
export async function readThreadMessages(ctx: Context, threadId: string): Promise<readonly unknown[]> {
  const found: unknown[] = []
  let after: string | null = null
  do {
    const answer: Answer<z.output<typeof messagePage>> = await ctx.request({
      method: 'GET',
      path: paths.messages(threadId),
      query: { limit: pageSizes.messages, after: after ?? undefined },
      budget: 'general',
      effect: 'read',
      schema: messagePage,
    })
    found.push(...answer.body.results)
    after = answer.body.paging?.next?.after ?? null
  } while (after !== null)
  return found
}

function toThread(given: z.output<typeof thread>): Thread {
  return {
    id: given.id,
    ticketId: given.threadAssociations?.associatedTicketId ?? null,
    latestAt: given.latestMessageTimestamp ?? null,
  }
}
