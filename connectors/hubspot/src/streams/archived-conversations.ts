import { type ConnectorContext, ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import type { HubspotSettings } from '../settings.ts'
import { readThreadMessages, readThreads, type Thread } from '../threads.ts'
import type { MessageChange } from './message-change.ts'
import { beginning } from './reading.ts'

type Context = ConnectorContext<HubspotSettings>

/**
 * HubSpot keeps an archived conversation for 30 days. Where more are archived, the newest are remembered: the others cost a call
 * each with every run, and one of them that is restored stays deleted.
 */
const mostRemembered = 20_000

/** Archived conversations of tickets that were dealt with. */
export const archivedConversationsState = z.array(z.string()).max(mostRemembered)

/** What a look at the archived conversations came to. */
export interface ArchivedConversations {
  readonly known: readonly string[]
  /** Dealt with before, and archived no more: restored, or deleted for good. */
  readonly returned: readonly string[]
}

/**
 * Yields a delete for each message of the conversations that were archived since the last look. Nothing tells when one was
 * archived, so the list is read whole: one call for 500 of them. Where HubSpot does not show the messages of an archived
 * conversation, they stay, and the others go on.
 */
export async function* sweepArchivedConversations(
  ctx: Context,
  known: readonly string[],
): AsyncGenerator<MessageChange, ArchivedConversations> {
  const dealtWith = new Set(known)
  const found: string[] = []
  for await (const { id, ticketId } of archivedThreads(ctx)) {
    if (ticketId === null) continue
    found.push(id)
    if (!dealtWith.has(id)) yield* deletesOf(ctx, id)
  }
  const archived = new Set(found)
  return { known: found.slice(-mostRemembered), returned: known.filter((id) => !archived.has(id)) }
}

async function* archivedThreads(ctx: Context): AsyncGenerator<Thread> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readThreads>> = await readThreads(ctx, beginning, after, {
      archived: true,
    })
    yield* page.threads
    after = page.next
  } while (after !== null)
}

const identified = z.object({ id: z.union([z.string(), z.number()]).transform(String) })

/** A delete for each message of a conversation, as far as HubSpot still shows them. */
export async function* deletesOf(ctx: Context, threadId: string): AsyncGenerator<MessageChange> {
  try {
    for (const message of await readThreadMessages(ctx, threadId)) {
      const { data } = identified.safeParse(message)
      if (data !== undefined) yield { type: 'delete', id: data.id }
    }
  } catch (error) {
    if (!isHidden(error)) throw error
  }
}

/** Whether HubSpot does not show this conversation. A token that is refused altogether (401) is no such answer. */
function isHidden(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false
  return error.kind === 'gone' || error.kind === 'invalid' || error.status === 403
}
