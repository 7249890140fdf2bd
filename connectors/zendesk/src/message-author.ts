import type { EntityInput } from '@rapport/model'
import type { CustomerSide } from './ticket-people.ts'
import { channelOf, isMerge, isRule, type Via } from './via.ts'

type Author = EntityInput<'message'>['author']

/** What is known of a comment and of the people around it. */
export interface AuthorEvidence {
  readonly authorId: string | null
  readonly isPublic: boolean
  readonly via: Via | null
  /** Null: nothing is known of the ticket any more. */
  readonly customers: CustomerSide | null
  readonly agentsOfToday: ReadonlySet<string>
  /** Users of the settings that are no people. */
  readonly bots: readonly string[]
}

/**
 * What the author of a comment was when it was written. Zendesk keeps only today's role of a user, so that the comment and the
 * ticket must tell: end users cannot write privately, and publicly only in tickets that they asked for or are copied into. Who
 * wrote publicly in somebody else's ticket was an agent then, whatever became of that person; and an agent's own request was a
 * customer's.
 */
export function authorOf(evidence: AuthorEvidence): Author {
  const { authorId, isPublic, via, customers, agentsOfToday, bots } = evidence
  if (isRule(via)) return 'automation'
  if (isMerge(via) || authorId === null || authorId === '-1') return 'system'
  if (bots.includes(authorId) || channelOf(via) === 'bot') return 'bot'
  const isAgentToday = agentsOfToday.has(authorId)
  // A customer's comment is private only where an agent made it so.
  if (customers?.requesters.has(authorId) === true && (isPublic || !isAgentToday)) return 'customer'
  if (!isPublic || isAgentToday) return 'agent'
  return customers === null || customers.copied.has(authorId) ? 'customer' : 'agent'
}
