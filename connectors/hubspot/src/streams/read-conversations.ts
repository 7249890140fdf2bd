import { type ConnectorContext, ConnectorError } from '@rapport/connector'
import { instant } from '@rapport/model'
import { z } from 'zod'
import { readPeople } from '../people.ts'
import type { HubspotSettings } from '../settings.ts'
import { readThreadMessages, readThreads, type Thread } from '../threads.ts'
import { later, shift } from '../values.ts'
import type { MessageChange } from './message-change.ts'
import { overlapMs } from './read-changes.ts'
import { beginning } from './reading.ts'
import { changeOfThreadMessage } from './thread-message.ts'
import { digestOf, WindowContent } from './window-content.ts'

type Context = ConnectorContext<HubspotSettings>

/** How far conversations have been read, in the order in which something was last said in them. */
export const conversationsState = z.strictObject({
  /** When something was last said in the last conversation that was read. */
  cursor: instant,
  /** A digest of the conversations of the moments before the cursor; null where a run ended before it was through. */
  window: z.string().nullable(),
})
export type ConversationsState = z.infer<typeof conversationsState>

/** Conversations whose messages are committed together: each is a call of its own. */
const groupSize = 20
/** Conversations that are read at the same time. The budget holds them back where they are too fast. */
const atOnce = 4

/** Some conversations in which something was said, and how far the reading is once they are dealt with. */
export interface ConversationGroup {
  readonly threads: readonly Thread[]
  readonly state: ConversationsState
}

/**
 * Conversations in which something was said since the state; all of them where there is none. Those of the moments before the
 * cursor are given again only where they are others than they were. Where nothing was said, this is one call.
 */
export async function* readConversations(
  ctx: Context,
  since: ConversationsState | null,
): AsyncGenerator<ConversationGroup> {
  const known = since?.cursor ?? beginning
  const read = new WindowContent(known)
  let state: ConversationsState = { cursor: known, window: null }
  let overlap: Thread[] = []
  let isBehindOverlap = since === null
  let after: string | null = null
  do {
    const page = await readThreads(ctx, since === null ? beginning : shift(known, -overlapMs), after)
    after = page.next
    const fresh: Thread[] = []
    for (const thread of page.threads) {
      const at = thread.latestAt ?? beginning
      read.add(thread.id, at)
      if (!isBehindOverlap && Date.parse(at) <= Date.parse(known)) overlap.push(thread)
      else fresh.push(thread)
    }
    if (!isBehindOverlap && (fresh.length > 0 || after === null)) {
      isBehindOverlap = true
      const shown = overlap.map(({ id, latestAt }) => [id, latestAt ?? beginning] as const)
      if (digestOf(shown.length, shown) !== since?.window) fresh.unshift(...overlap)
      overlap = []
    }
    for (let start = 0; start < fresh.length; start += groupSize) {
      const threads = fresh.slice(start, start + groupSize)
      state = { cursor: later(state.cursor, threads.at(-1)?.latestAt ?? beginning), window: null }
      yield { threads, state }
    }
  } while (after !== null)
  const window = read.digest()
  if (window !== since?.window) yield { threads: [], state: { ...state, window } }
}

/** What was said in conversations that belong to tickets. A call for each, or more where much was said. */
export async function* messagesOf(ctx: Context, threads: readonly Thread[]): AsyncGenerator<MessageChange> {
  const ofTickets = threads.flatMap(({ id, ticketId }) => (ticketId === null ? [] : [{ id, ticketId }]))
  if (ofTickets.length === 0) return
  const people = await readPeople(ctx)
  for (let start = 0; start < ofTickets.length; start += atOnce) {
    const some = ofTickets.slice(start, start + atOnce)
    const said = await Promise.all(some.map(({ id }) => messagesIfThere(ctx, id)))
    for (const [index, messages] of said.entries()) {
      const ticketId = some[index]?.ticketId ?? ''
      for (const message of messages) {
        const change = changeOfThreadMessage(message, ticketId, people)
        if (change !== null) yield change
      }
    }
  }
}

/** None for a conversation that was deleted meanwhile. */
async function messagesIfThere(ctx: Context, threadId: string): Promise<readonly unknown[]> {
  try {
    return await readThreadMessages(ctx, threadId)
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return []
    throw error
  }
}
