import type { WebhookDefinition } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { pageSizes } from './objects.ts'
import type { HubspotSettings } from './settings.ts'
import { companies } from './streams/companies.ts'
import { contacts } from './streams/contacts.ts'
import { deals } from './streams/deals.ts'
import { messages } from './streams/messages.ts'
import type { ReadableAgain } from './streams/read-again.ts'
import { statusChanges } from './streams/status-changes.ts'
import { surveyResponses } from './streams/survey-responses.ts'
import { ticketEvents } from './streams/ticket-events.ts'
import { tickets } from './streams/tickets.ts'
import { readEvents } from './webhook-events.ts'
import { verifySignature } from './webhook-signature.ts'

/** What is read of a record that an event names: of a ticket also what happened to it. */
const streamsByEntity: Partial<Record<EntityName, readonly ReadableAgain[]>> = {
  contact: [contacts],
  company: [companies],
  deal: [deals],
  ticket: [tickets, statusChanges, ticketEvents],
  message: [messages],
  surveyResponse: [surveyResponses],
}

/** A hundred events, each with the longest value that a property can have. */
const largestBody = 8 * 1024 * 1024

/** HubSpot's own messages of what changed, signed by the app's client secret. */
export const webhook: WebhookDefinition<HubspotSettings> = {
  largestBody,
  secrets: ({ webhookSecret }, { clientSecret }) => {
    const reference = webhookSecret ?? clientSecret
    return reference === undefined ? [] : [reference]
  },
  verify: verifySignature,
  records: readEvents,
  // A message is asked for by its conversation.
  entities: ['contact', 'company', 'deal', 'ticket', 'surveyResponse'],
  batchSize: pageSizes.batch,
  async *read(ctx, entity, ids, options) {
    for (const stream of streamsByEntity[entity] ?? []) {
      for await (const change of stream.readAgain(ctx, ids, options)) yield { entity: stream.entity, change }
    }
  },
}
