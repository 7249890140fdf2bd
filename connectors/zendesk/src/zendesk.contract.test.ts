import { describeStreamContract, type StreamCapability, type StreamSubject } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import { zendesk } from './index.ts'
import { startAgents, startCompanies, startContacts, startTeams } from './testing/people-stand-ins.ts'
import {
  startMessages,
  startSatisfaction,
  startStatusChanges,
  startTicketEvents,
  startTickets,
} from './testing/ticket-stand-ins.ts'

const everywhere: readonly StreamCapability[] = ['unknown-field', 'http']
const exported: readonly StreamCapability[] = [...everywhere, 'pages', 'ties', 'late-index']

const streams: readonly (readonly [
  string,
  EntityName,
  StreamSubject['start'],
  readonly StreamCapability[],
])[] = [
  ['groups', 'team', startTeams, [...everywhere, 'archive', 'restore']],
  ['agents', 'agent', startAgents, everywhere],
  ['organizations', 'company', startCompanies, [...exported, 'archive']],
  ['customers', 'contact', startContacts, [...exported, 'archive']],
  ['tickets', 'ticket', startTickets, [...exported, 'archive', 'restore', 'merge']],
  ['messages', 'message', startMessages, exported],
  ['status changes', 'statusChange', startStatusChanges, exported],
  ['ticket events', 'ticketEvent', startTicketEvents, exported],
  ['legacy ratings', 'surveyResponse', () => startSatisfaction('legacy'), exported],
  ['survey responses', 'surveyResponse', () => startSatisfaction('surveys'), exported],
]

for (const [name, stream, start, capabilities] of streams) {
  describeStreamContract(`Zendesk ${name}`, { connector: zendesk, stream, capabilities, start })
}
