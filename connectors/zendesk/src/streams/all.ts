import type { AnyStream } from '@rapport/connector'
import type { ZendeskSettings } from '../settings.ts'
import { agents } from './agents.ts'
import { companies } from './companies.ts'
import { contacts } from './contacts.ts'
import { messages } from './messages.ts'
import { statusChanges } from './status-changes.ts'
import { surveyResponses } from './survey-responses.ts'
import { teams } from './teams.ts'
import { ticketEvents } from './ticket-events.ts'
import { tickets } from './tickets.ts'

/** Every stream, those first that the others refer to. */
export const streams: readonly AnyStream<ZendeskSettings>[] = [
  teams,
  agents,
  companies,
  contacts,
  tickets,
  messages,
  statusChanges,
  ticketEvents,
  surveyResponses,
]
