import type { EntityInput } from '@rapport/model'
import type { HubspotRecord } from '../objects.ts'
import type { ObjectType } from '../paths.ts'
import type { People } from '../people.ts'
import { callOf } from './call-message.ts'
import { emailOf } from './email-message.ts'

/** What is known beside an activity. */
export interface EngagementFacts {
  readonly ticketId: string
  readonly people: People
  /** Whether conversations are read as well, of which e-mail activities may be copies. */
  readonly conversationsAreRead: boolean
}

/** What an activity on a ticket stands for: a message; a copy of one that is read elsewhere; or none yet, as it is not over. */
export type EngagementMessage = EntityInput<'message'> | 'copy' | null

/** Activities on tickets that are messages. */
export interface EngagementKind {
  readonly type: Extract<ObjectType, 'emails' | 'calls'>
  /** What ids of messages begin with, so that those of activities and of conversations are never the same. */
  readonly prefix: string
  readonly properties: readonly string[]
  /** @throws UnusableValue where a property holds what it must not. */
  convert(record: HubspotRecord, facts: EngagementFacts): EngagementMessage
}

const common = [
  'hs_lastmodifieddate',
  'hs_timestamp',
  'hubspot_owner_id',
  'hs_engagement_source',
  'hs_object_source',
]

/** E-mail and calls. */
export const engagementKinds: readonly EngagementKind[] = [
  {
    type: 'emails',
    prefix: 'email:',
    properties: [
      ...common,
      'hs_email_direction',
      'hs_email_status',
      'hs_email_from_email',
      'hs_email_headers',
    ],
    convert: emailOf,
  },
  {
    type: 'calls',
    prefix: 'call:',
    properties: [...common, 'hs_call_direction', 'hs_call_status', 'hs_call_disposition', 'hs_call_duration'],
    convert: callOf,
  },
]
