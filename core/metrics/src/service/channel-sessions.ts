import type { TicketMessage } from './events.ts'

const MS_PER_MINUTE = 60_000

/** How the messages of a conversation hang together where the source has no sessions: by gaps of at most so long. */
const GAPS_MS = { chat: 30 * MS_PER_MINUTE, messaging: 24 * 60 * MS_PER_MINUTE }

/** Names that sources give to channels on which people talk rather than write letters. */
const CONVERSATIONS: ReadonlyMap<string, keyof typeof GAPS_MS> = new Map([
  ['chat', 'chat'],
  ['live_chat', 'chat'],
  ['livechat', 'chat'],
  ['web_chat', 'chat'],
  ['webchat', 'chat'],
  ['messaging', 'messaging'],
  ['messenger', 'messaging'],
  ['facebook', 'messaging'],
  ['facebook_messenger', 'messaging'],
  ['fb_messenger', 'messaging'],
  ['instagram', 'messaging'],
  ['line', 'messaging'],
  ['sms', 'messaging'],
  ['social', 'messaging'],
  ['telegram', 'messaging'],
  ['viber', 'messaging'],
  ['whatsapp', 'messaging'],
  ['wechat', 'messaging'],
])

/** Whether a ticket's channel is one of conversations, rather than e-mail, form or review. */
export const isConversation = (channel: string | null): boolean => conversationOf(channel) !== undefined

const conversationOf = (channel: string | null) =>
  channel === null ? undefined : CONVERSATIONS.get(channel.toLowerCase())

/**
 * How long after a message one without a session still belongs to the same one, in ms; 0: it is a session of its own, as each call is.
 * Null: the message belongs to no session, but to a turn (METRICS.md, "Contact").
 */
export function sessionGapMs(message: TicketMessage, channel: string | null): number | null {
  if (message.kind === 'call') return 0
  if (message.kind === 'email') return null
  const conversation = conversationOf(channel)
  if (conversation !== undefined) return GAPS_MS[conversation]
  // A source that has a session for a text says thereby that it is a conversation.
  return message.sessionId === null ? null : 0
}
