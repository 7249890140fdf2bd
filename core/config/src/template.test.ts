import { expect, it } from 'vitest'
import { parseConfiguration } from './load.ts'
import { configurationTemplate, type TemplateAnswers } from './template.ts'
import { context } from './testing/connectors.ts'

const [hubspot, csv] = context.connectors
const answers: TemplateAnswers = {
  workspace: 'default',
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  customer: 'contact',
  connection: 'hubspot',
  connector: hubspot!,
  settings: {},
  writeBack: ['clv', 'why'],
}

it('a new configuration passes its own checks and says what was answered', () => {
  const parsed = parseConfiguration(configurationTemplate(answers), 'rapport.yaml', context)

  expect(parsed).toMatchObject({
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    connections: { hubspot: { connector: 'hubspot', auth: { accessToken: 'env:HUBSPOT_ACCESS_TOKEN' } } },
    writeBack: { hubspot: { contact: ['clv', 'why'] } },
  })
})

it('what is written but not answered equals the defaults', () => {
  const parsed = parseConfiguration(configurationTemplate(answers), 'rapport.yaml', context)
  const defaults = parseConfiguration('', 'rapport.yaml', context)

  expect(parsed.metrics).toEqual(defaults.metrics)
  expect(parsed.guardRails).toEqual(defaults.guardRails)
})

it('settings that were answered are written, the others stand beside them as comments', () => {
  const text = configurationTemplate({ ...answers, settings: { pageSize: 50 } })

  expect(parseConfiguration(text, 'rapport.yaml', context).connections.hubspot?.settings).toEqual({
    pageSize: 50,
  })
  expect(text).toContain('      # baseUrl: https://api.example.com')
})

it('a source without sign-in and target gets neither auth nor writeBack', () => {
  const text = configurationTemplate({
    ...answers,
    connection: 'shop: files',
    connector: csv!,
    settings: { folder: '#data' },
  })

  expect(text).not.toMatch(/^ *(auth|writeBack):/m)
  expect(text).toContain('folder: "#data"')
})

it('both purchase models that auto can take are named', () => {
  expect(configurationTemplate(answers)).toMatch(/# auto takes .*MBG\/NBD.*Pareto\/NBD/)
})
