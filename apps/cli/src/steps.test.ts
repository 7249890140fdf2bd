import { parseConfiguration } from '@rapport/config'
import { expect, it } from 'vitest'
import { configurationContext } from './configuration.ts'
import { expectedSteps, stageNames, stepTitle } from './steps.ts'

const config = parseConfiguration(
  `connections:
  crm:
    connector: hubspot
    auth: { accessToken: env:T }
    streams: [contact, deal]
  files:
    connector: csv
    settings: { folder: data }
    streams: [contact]
writeBack:
  crm: { contact: [clv] }
`,
  'rapport.yaml',
  configurationContext,
)
const connectors = new Map(configurationContext.connectors.map((connector) => [connector.id, connector]))

it('a sync reads every wanted stream, then resolves, scores, plans and writes', () => {
  const steps = expectedSteps(config, connectors, { stages: stageNames, connections: null })

  expect(steps.map(stepTitle)).toEqual([
    'read crm/contact',
    'read crm/deal',
    'read files/contact',
    'resolve customers',
    'score customers',
    'plan crm/contact',
    'write crm/contact',
  ])
})

it('a run of one connection reads and writes only that one', () => {
  const steps = expectedSteps(config, connectors, { stages: ['extract', 'plan'], connections: ['files'] })

  expect(steps.map(stepTitle)).toEqual(['read files/contact'])
})
