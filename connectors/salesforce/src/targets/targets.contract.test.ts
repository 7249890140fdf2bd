import { describeTargetContract } from '@rapport/contract-kit'
import { salesforce } from '../index.ts'
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
  connector: salesforce,
  target: 'company',
  by: 'jobs',
  start: () => startTargetOrg('Account', 'job'),
})

describeTargetContract('Salesforce Account in an org with several currencies', {
  connector: salesforce,
  target: 'company',
  start: () => startTargetOrg('Account', 'collection', ['multiCurrency']),
})
