import type { HubspotRecord } from '../objects.ts'
import { isAutomaticMail } from './automatic-mail.ts'
import type { EngagementFacts, EngagementMessage } from './engagement-kinds.ts'
import { happenedAt, sourceOfEngagement, textOf } from './engagement-values.ts'

/** Sources that write by themselves. */
const machines: ReadonlySet<string> = new Set(['WORKFLOWS', 'AUTOMATION_PLATFORM', 'AUTOMATION_JOURNEY'])
/** Mail to many. */
const campaigns: ReadonlySet<string> = new Set(['MARKETING_EMAIL', 'MASS_EMAIL', 'SEQUENCES'])

/**
 * An e-mail on a ticket. One that HubSpot copied from the inbox of conversations (its source says so) is the same message as
 * there, and read there only. One that is still to be sent is none yet.
 */
export function emailOf(record: HubspotRecord, facts: EngagementFacts): EngagementMessage {
  const source = sourceOfEngagement(record)
  if (facts.conversationsAreRead && source.includes('CONVERSATIONS')) return 'copy'
  const at = happenedAt(record)
  const status = textOf(record, 'hs_email_status')?.toUpperCase() ?? null
  if (at === null || status === 'SCHEDULED' || status === 'SENDING') return null
  const isIncoming = isFromOutside(record, facts)
  const isMachine = source.some((word) => machines.has(word))
  const isCampaign = source.some((word) => campaigns.has(word))
  const sender = isMachine ? 'automation' : isCampaign ? 'campaign' : 'agent'
  return {
    id: `email:${record.id}`,
    ticketId: facts.ticketId,
    at,
    direction: isIncoming ? 'in' : 'out',
    author: isIncoming ? 'customer' : sender,
    authorId: isIncoming ? textOf(record, 'hs_email_from_email') : textOf(record, 'hubspot_owner_id'),
    automatic: isMachine || isAutomaticMail(textOf(record, 'hs_email_headers')),
    kind: 'email',
    delivered: status !== 'BOUNCED' && status !== 'FAILED',
  }
}

/** `EMAIL` went out, `INCOMING_EMAIL` came in. What was forwarded to HubSpot is the writer's whose address stands in it. */
function isFromOutside(record: HubspotRecord, { people }: EngagementFacts): boolean {
  const direction = textOf(record, 'hs_email_direction')?.toUpperCase()
  if (direction !== 'FORWARDED_EMAIL') return direction === 'INCOMING_EMAIL'
  const from = textOf(record, 'hs_email_from_email')
  return from === null || people.ownerOfEmail(from) === null
}
