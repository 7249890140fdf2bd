import type { HubspotRecord } from '../objects.ts'
import type { EngagementFacts, EngagementMessage } from './engagement-kinds.ts'
import { happenedAt, textOf } from './engagement-values.ts'

/** Calls that are not over. */
const underWay: ReadonlySet<string> = new Set([
  'CALLING_CRM_USER',
  'CONNECTING',
  'IN_PROGRESS',
  'QUEUED',
  'RINGING',
])

/** HubSpot's own outcomes, which have the same ids in every portal. An outcome that a portal adds is no proof of either. */
const outcomes: Readonly<Record<string, 'reached' | 'missed'>> = {
  'f240bbac-87c9-4f6e-bf70-924b57d47db7': 'reached',
  '9d9162e7-6cf3-4944-bf63-4dff82258764': 'missed',
  '73a0d17f-1163-4015-bdd5-ec830791da20': 'missed',
  'b2cf5968-551e-4856-9783-52b3da59a7d0': 'missed',
  'a4c4c377-d246-4b32-a13b-75a56a4cd0ff': 'missed',
  '17b47fee-58de-441e-a44c-c6300d46f273': 'missed',
}

/**
 * A call on a ticket. HubSpot keeps when it began and how long it took, not how long it rang: it is answered when it began, where
 * it was answered at all, and the time it rang stays unknown.
 */
export function callOf(record: HubspotRecord, { ticketId }: EngagementFacts): EngagementMessage {
  const at = happenedAt(record)
  const status = textOf(record, 'hs_call_status')?.toUpperCase() ?? null
  if (at === null || (status !== null && underWay.has(status))) return null
  const isOutgoing = textOf(record, 'hs_call_direction')?.toUpperCase() !== 'INBOUND'
  const milliseconds = Number(textOf(record, 'hs_call_duration') ?? Number.NaN)
  const isAnswered = wasAnswered(status, textOf(record, 'hs_call_disposition'))
  return {
    id: `call:${record.id}`,
    ticketId,
    at,
    direction: isOutgoing ? 'out' : 'in',
    author: isOutgoing ? 'agent' : 'customer',
    authorId: textOf(record, 'hubspot_owner_id'),
    kind: 'call',
    answeredAt: isAnswered ? at : null,
    endedAt: Number.isFinite(milliseconds)
      ? new Date(Date.parse(at) + Math.max(0, milliseconds)).toISOString()
      : null,
  }
}

/** The outcome that an agent named comes before the technical state; a logged call without either says nothing. */
function wasAnswered(status: string | null, disposition: string | null): boolean {
  const outcome = disposition === null ? undefined : outcomes[disposition.toLowerCase()]
  return outcome === undefined ? status === 'COMPLETED' : outcome === 'reached'
}
