import { accessToken, defineConnector } from '@rapport/connector'
import { checkConnection } from './check.ts'
import { classifyFailure } from './failures.ts'
import { budgets, readLimits } from './limits.ts'
import { recordUrl } from './record-url.ts'
import { type HubspotSettings, hubspotSettings } from './settings.ts'
import { signInAsApp } from './sign-in.ts'
import { companies } from './streams/companies.ts'
import { contacts } from './streams/contacts.ts'
import { deals } from './streams/deals.ts'
import { messages } from './streams/messages.ts'
import { owners } from './streams/owners.ts'
import { statusChanges } from './streams/status-changes.ts'
import { surveyResponses } from './streams/survey-responses.ts'
import { teams } from './streams/teams.ts'
import { ticketEvents } from './streams/ticket-events.ts'
import { tickets } from './streams/tickets.ts'
import { companyTarget } from './targets/company.ts'
import { contactTarget } from './targets/contact.ts'
import { ticketTarget } from './targets/ticket.ts'
import { webhook } from './webhook.ts'

/** HubSpot: reads companies, contacts, deals, tickets with all that was said on them, surveys and owners, and writes scores to companies, contacts and tickets. */
export const hubspot = defineConnector<HubspotSettings>({
  id: 'hubspot',
  title: 'HubSpot',
  settings: hubspotSettings,
  authentication: [accessToken(), signInAsApp],
  retention: 'full',
  baseUrl: (settings) => settings.baseUrl,
  budgets,
  readLimits,
  classify: (error) => classifyFailure(error),
  streams: [
    teams,
    owners,
    companies,
    contacts,
    deals,
    tickets,
    // These two read the histories of tickets together.
    statusChanges,
    ticketEvents,
    messages,
    surveyResponses,
  ],
  targets: [companyTarget, contactTarget, ticketTarget],
  check: checkConnection,
  webhook,
  recordUrl,
})

export type { HubspotSettings } from './settings.ts'
