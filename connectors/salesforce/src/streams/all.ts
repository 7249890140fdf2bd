import type { AnyStream } from '@rapport/connector'
import type { SalesforceSettings } from '../settings.ts'
import { accounts } from './accounts.ts'
import { cases } from './cases.ts'
import { contacts } from './contacts.ts'
import { contracts } from './contracts.ts'
import { deals } from './deals.ts'
import { messages } from './messages.ts'
import { defineObjectStream, type ObjectStream } from './object-stream.ts'
import { statusChanges } from './status-changes.ts'
import { surveyResponses } from './survey-responses.ts'
import { ticketEvents } from './ticket-events.ts'
import { users } from './users.ts'

/** What each stream reads. */
export const objectStreams: readonly ObjectStream[] = [
  users,
  accounts,
  contacts,
  deals,
  contracts,
  cases,
  messages,
  statusChanges,
  ticketEvents,
  surveyResponses,
]

/** Every stream. */
export const streams: readonly AnyStream<SalesforceSettings>[] = [
  defineObjectStream(users),
  defineObjectStream(accounts),
  defineObjectStream(contacts),
  defineObjectStream(deals),
  defineObjectStream(contracts),
  defineObjectStream(cases),
  defineObjectStream(messages),
  defineObjectStream(statusChanges),
  defineObjectStream(ticketEvents),
  defineObjectStream(surveyResponses),
]
