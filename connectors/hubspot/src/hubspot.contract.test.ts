import { describeStreamContract, describeTargetContract, type StreamCapability } from '@rapport/contract-kit'
import { hubspot } from './index.ts'
import {
  companyKind,
  contactKind,
  dealKind,
  startHubspotObjects,
  startHubspotOwners,
  startHubspotTarget,
  submissionKind,
  ticketKind,
} from './testing/stand-ins.ts'

const objects: readonly StreamCapability[] = [
  'pages',
  'archive',
  'restore',
  'merge',
  'ties',
  'late-index',
  'http',
]

/** Labels tell the firm of a ticket: links are read for 1,000 tickets at a time, and those are committed together. */
const grouped = objects.filter((capability) => capability !== 'pages')

for (const kind of [contactKind, companyKind, dealKind, ticketKind]) {
  describeStreamContract(`HubSpot ${kind.type}`, {
    connector: hubspot,
    stream: kind.entity,
    // Ten thousand records take a while, and the streams share how they search.
    capabilities: kind === contactKind ? [...objects, 'search-cap'] : kind === ticketKind ? grouped : objects,
    ...(kind === companyKind || kind === dealKind ? { readsLike: 'HubSpot contacts' } : {}),
    start: () => startHubspotObjects(kind),
  })
}

describeStreamContract('HubSpot feedback submissions', {
  connector: hubspot,
  stream: 'surveyResponse',
  // Only HubSpot itself makes them: nobody archives, restores or merges one.
  capabilities: ['pages', 'ties', 'late-index', 'http'],
  start: () => startHubspotObjects(submissionKind),
})

describeStreamContract('HubSpot owners', {
  connector: hubspot,
  stream: 'agent',
  capabilities: ['http'],
  start: startHubspotOwners,
})

for (const [target, kind] of [
  ['contact', contactKind],
  ['company', companyKind],
  ['ticket', ticketKind],
] as const) {
  describeTargetContract(`HubSpot ${kind.type}`, {
    connector: hubspot,
    target,
    start: () => startHubspotTarget(kind),
  })
}
