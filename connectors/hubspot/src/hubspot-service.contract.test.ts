import { describeStreamContract } from '@rapport/contract-kit'
import { hubspot } from './index.ts'
import {
  priorityHistory,
  stageHistory,
  startHubspotConversations,
  startHubspotEmails,
  startHubspotHistories,
  startHubspotTeams,
} from './testing/service-stand-ins.ts'

const capabilities = ['ties', 'late-index', 'http'] as const

describeStreamContract('HubSpot stages of tickets', {
  connector: hubspot,
  stream: 'statusChange',
  capabilities: [...capabilities, 'pages'],
  start: () => startHubspotHistories(stageHistory),
})

// It reads as the stream of stages does, page by page.
describeStreamContract('HubSpot priorities of tickets', {
  connector: hubspot,
  stream: 'ticketEvent',
  capabilities,
  readsLike: 'HubSpot stages of tickets',
  start: () => startHubspotHistories(priorityHistory),
})

describeStreamContract('HubSpot conversations', {
  connector: hubspot,
  stream: 'message',
  capabilities: [...capabilities, 'pages'],
  start: startHubspotConversations,
})

// A first reading takes the mail of a thousand tickets at a time, so that it is not committed by pages of mail.
describeStreamContract('HubSpot e-mail on tickets', {
  connector: hubspot,
  stream: 'message',
  capabilities,
  start: startHubspotEmails,
})

// All teams come with one call: none can fail after a first page.
describeStreamContract('HubSpot teams', {
  connector: hubspot,
  stream: 'team',
  capabilities: [],
  start: startHubspotTeams,
})
