import { describeStreamContract, type StreamCapability } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import { salesforce } from './index.ts'
import {
  accountKind,
  caseKind,
  commentKind,
  contactKind,
  contractKind,
  emailKind,
  messagingKind,
  opportunityKind,
  orderKind,
  transcriptKind,
  userKind,
} from './testing/object-kinds.ts'
import { type ObjectKind, startOrg } from './testing/org-stand-in.ts'

const streams: readonly (readonly [EntityName, ObjectKind])[] = [
  ['company', accountKind],
  ['contact', contactKind],
  ['agent', userKind],
  ['deal', opportunityKind],
  ['deal', orderKind],
  ['subscription', contractKind],
  ['ticket', caseKind],
  ['message', emailKind],
  ['message', commentKind],
  ['message', transcriptKind],
  ['message', messagingKind],
]

/** All are read by the same code; these differ most from each other. */
const examples: readonly ObjectKind[] = [contactKind, opportunityKind, orderKind, caseKind, emailKind]

for (const [stream, kind] of streams) {
  describeStreamContract(`Salesforce ${kind.object}`, {
    connector: salesforce,
    stream,
    capabilities: capabilitiesOf(kind),
    ...(examples.includes(kind) ? {} : { readsLike: 'Salesforce Contact' }),
    start: () => startOrg(kind),
  })
}

// The same by bulk jobs: more than a page of records is read by one.
for (const [stream, kind] of [
  ['company', accountKind],
  ['deal', opportunityKind],
] as const) {
  describeStreamContract(`Salesforce ${kind.object} in bulk`, {
    connector: salesforce,
    stream,
    capabilities: capabilitiesOf(kind),
    ...(kind === accountKind ? { readsLike: 'Salesforce Opportunity in bulk' } : {}),
    start: () => startOrg(kind, { bulkAbove: 0 }),
  })
}

describeStreamContract('Salesforce Contact in bulk, by an old version of the API', {
  connector: salesforce,
  stream: 'contact',
  // All records fit into one answer there.
  capabilities: capabilitiesOf(contactKind).filter((capability) => capability !== 'pages'),
  start: () => startOrg(contactKind, { bulkAbove: 0, apiVersion: '57.0' }),
})

function capabilitiesOf(kind: ObjectKind): readonly StreamCapability[] {
  return [
    'pages',
    'ties',
    'late-index',
    'http',
    ...(kind.isDeletable === false ? [] : (['archive', 'restore'] as const)),
    ...(kind.isMergeable === true ? (['merge'] as const) : []),
  ]
}
