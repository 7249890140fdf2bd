import type { EntityInput } from '@rapport/model'
import type { People } from '../people.ts'
import { type ThreadMessage, threadMessage } from '../threads.ts'
import type { MessageChange } from './message-change.ts'

type Message = EntityInput<'message'>

/** HubSpot's own number of the channel e-mail, the same in every portal. */
const emailChannel = '1002'

/** What the first letter of an actor's id says of it. Source: HubSpot's guide to the conversations API. */
const authors: Readonly<Record<string, Message['author']>> = {
  V: 'customer',
  A: 'agent',
  B: 'bot',
  // HubSpot's own customer agent, which answers by itself.
  L: 'bot',
  I: 'automation',
  S: 'system',
}

/** What one entry of a conversation stands for; null for one that says nothing, such as an assignment. */
export function changeOfThreadMessage(
  given: unknown,
  ticketId: string,
  people: People,
): MessageChange | null {
  const parsed = threadMessage.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const reason = `a message on ticket ${ticketId} is not as HubSpot describes it: ${issue?.path.join('.')}: ${issue?.message}. Report this.`
    const { id } = typeof given === 'object' && given !== null && 'id' in given ? given : { id: null }
    return { type: 'reject', id: typeof id === 'string' ? id : null, reason, raw: given }
  }
  const said = parsed.data
  if (!['MESSAGE', 'COMMENT', 'WELCOME_MESSAGE'].includes(said.type)) return null
  if (said.archived === true) return { type: 'delete', id: said.id }
  return {
    type: 'upsert',
    record: said.type === 'COMMENT' ? noteOf(said, ticketId, people) : textOf(said, ticketId, people),
  }
}

/** A comment is for the team alone. */
function noteOf(said: ThreadMessage, ticketId: string, people: People): Message {
  const { author, authorId } = authorOf(said, 'out', people)
  return {
    ...common(said, ticketId),
    direction: 'out',
    author: author === 'customer' ? 'agent' : author,
    authorId,
    visibility: 'private',
    kind: 'note',
  }
}

function textOf(said: ThreadMessage, ticketId: string, people: People): Message {
  const isWelcome = said.type === 'WELCOME_MESSAGE'
  const direction = !isWelcome && said.direction === 'INCOMING' ? 'in' : 'out'
  const { author, authorId } = authorOf(said, direction, people)
  // HubSpot itself writes under an agent's name where a rule sends; a welcome is written once for all.
  const isAutomatic = isWelcome || (direction === 'out' && said.client?.clientType === 'SYSTEM')
  return {
    ...common(said, ticketId),
    direction,
    author: isWelcome && author === 'agent' ? 'automation' : author,
    authorId,
    automatic: isAutomatic || author === 'automation',
    kind: isEmail(said) ? 'email' : 'text',
    delivered: said.status?.statusType !== 'FAILED',
  }
}

function common(said: ThreadMessage, ticketId: string) {
  return { id: said.id, ticketId, at: said.createdAt, modifiedAt: said.updatedAt ?? said.createdAt }
}

function isEmail({ channelId, senders }: ThreadMessage): boolean {
  return (
    channelId === emailChannel ||
    senders.some(({ deliveryIdentifier }) => deliveryIdentifier?.type === 'HS_EMAIL_ADDRESS')
  )
}

/**
 * Who wrote it, in the role of that moment: HubSpot keeps it with the message. An address (`E-`) is a customer's where the
 * message came in, and an agent's where it went out from an owner's address.
 */
function authorOf(
  said: ThreadMessage,
  direction: Message['direction'],
  people: People,
): { author: Message['author']; authorId: string | null } {
  const actor = said.senders[0]?.actorId ?? said.createdBy ?? ''
  const [kind = '', ...rest] = actor.split('-')
  const id = rest.join('-')
  if (kind === 'A') return { author: 'agent', authorId: people.ownerOfUser(id) ?? actor }
  const known = authors[kind]
  if (known !== undefined) return { author: known, authorId: kind === 'V' ? id : actor }
  const owner = people.ownerOfEmail(id)
  if (direction === 'in') return { author: 'customer', authorId: id === '' ? null : id }
  if (owner !== null) return { author: 'agent', authorId: owner }
  const by = said.createdBy ?? ''
  if (by.startsWith('A-')) return { author: 'agent', authorId: people.ownerOfUser(by.slice(2)) ?? by }
  return { author: 'system', authorId: id === '' ? null : id }
}
