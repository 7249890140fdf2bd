import { hubspot } from '@rapport/hubspot'
import {
  companyKind,
  contactKind,
  dealKind,
  startHubspotObjects,
  startHubspotOwners,
  startHubspotTarget,
} from './hubspot-stand-in.ts'
import { describeStreamContract, describeTargetContract, type StreamCapability } from './index.ts'

const objects: readonly StreamCapability[] = [
  'pages',
  'archive',
  'restore',
  'merge',
  'ties',
  'late-index',
  'http',
]

for (const kind of [contactKind, companyKind, dealKind]) {
  describeStreamContract(`HubSpot ${kind.type}`, {
    connector: hubspot,
    stream: kind.entity,
    // Ten thousand records take a while, and the streams share how they search.
    capabilities: kind === contactKind ? [...objects, 'search-cap'] : objects,
    start: () => startHubspotObjects(kind),
  })
}

describeStreamContract('HubSpot owners', {
  connector: hubspot,
  stream: 'agent',
  capabilities: ['http'],
  start: startHubspotOwners,
})

for (const kind of [contactKind, companyKind]) {
  describeTargetContract(`HubSpot ${kind.type}`, {
    connector: hubspot,
    target: kind.entity,
    start: () => startHubspotTarget(kind),
  })
}
