import type { Milliseconds, TicketMessage } from './events.ts'

/** Why a message is neither a reply nor a question of the customer. */
export type PassedOverReason =
  | 'private note'
  | 'automatic'
  | 'campaign'
  | 'system message'
  | 'reaction'
  | 'undelivered'
  | 'bot'
  | 'call not answered'
  | 'direction does not fit the author'
  | 'dated more than 5 minutes before the request'
  | 'written after the resolution, which it did not undo'

/**
 * What a message is to the metrics: `customer`, part of a turn; `reply`, one that qualifies; `answered call`, a customer's
 * call that was taken, and so both; or why it is none of them.
 */
export type MessageRole = 'customer' | 'reply' | 'answered call' | PassedOverReason

/** What of a message's role does not follow from the message. */
export interface RoleRules {
  readonly countBot: boolean
  readonly asOf: Milliseconds
}

/**
 * The role of a message (METRICS.md, "Qualifying reply"): a reply is a public text or e-mail going out by a human agent (a bot
 * too where the policy says so), or an answered call in either direction; not automatic, campaign, reaction or undelivered.
 * What is automatic or a reaction is no question of a customer either.
 */
export function messageRole(message: TicketMessage, rules: RoleRules): MessageRole {
  const { author, direction, kind } = message
  if (kind === 'note' || (kind !== 'call' && message.visibility === 'private')) return 'private note'
  if (author === 'campaign') return 'campaign'
  if (author === 'automation' || message.automatic) return 'automatic'
  if (author === 'system') return 'system message'
  if (kind === 'reaction') return 'reaction'
  if (!message.delivered) return 'undelivered'
  if (author === 'bot' && !rules.countBot) return 'bot'
  if (kind === 'call') return callRole(message, rules.asOf)
  if ((author === 'customer') !== (direction === 'in')) return 'direction does not fit the author'
  return author === 'customer' ? 'customer' : 'reply'
}

/** A call that nobody took is a question of whoever called. */
function callRole(call: TicketMessage, asOf: Milliseconds): MessageRole {
  const answered = isAnsweredCall(call, asOf)
  if (call.direction === 'in') return answered ? 'answered call' : 'customer'
  return answered ? 'reply' : 'call not answered'
}

/** Whether it is a call that had been taken by `asOf`. */
export const isAnsweredCall = ({ kind, answeredAt }: TicketMessage, asOf: Milliseconds): boolean =>
  kind === 'call' && answeredAt !== null && answeredAt <= asOf

/** When the customer asked: of a call, when it rang. */
export const askedAt = ({ kind, ringAt, at }: TicketMessage): Milliseconds =>
  kind === 'call' ? (ringAt ?? at) : at
