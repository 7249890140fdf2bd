import { defineConnector } from '@rapport/connector'
import { describeTargetContract } from '@rapport/test/kit'
import { salesforce } from '../index.ts'
import { defineObjectTarget } from './object-target.ts'
import { startTargetOrg } from './testing/kit-stand-in.ts'

for (const [target, object] of [
  ['company', 'Account'],
  ['contact', 'Contact'],
  ['ticket', 'Case'],
] as const) {
  describeTargetContract(`Salesforce ${object}`, {
    connector: salesforce,
    target,
    start: () => startTargetOrg(object, 'collection'),
  })
}

describeTargetContract('Salesforce Account by ingest jobs', {
  connector: defineConnector({ ...salesforce, targets: [defineObjectTarget('company', 'Account', 0)] }),
  target: 'company',
  start: () => startTargetOrg('Account', 'job'),
})
