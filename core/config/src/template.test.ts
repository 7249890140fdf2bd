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
  auth: null,
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

it('a sign-in that was given is written, secrets as references', () => {
  const auth = { clientId: 'a: b', clientSecret: 'env:SECRET', refreshToken: 'file:token' }
  const parsed = parseConfiguration(configurationTemplate({ ...answers, auth }), 'rapport.yaml', context)
  expect(parsed.connections.hubspot?.auth).toEqual(auth)
})

it('a connection that needs more than secrets to sign in is left to the walk-through', () => {
  const [, ...others] = hubspot!.authentication
  const connector = { ...hubspot!, authentication: others }
  const text = configurationTemplate({ ...answers, connector })
  const parsed = parseConfiguration(text, 'rapport.yaml', context)
  expect(parsed).toMatchObject({ connections: {}, writeBack: {} })
  expect(text).toContain('# "npx rapport connect hubspot" says what to do at HubSpot')
  expect(text).toContain('# writeBack:\n#   hubspot:\n#     contact: [clv, why]\n')
})

it('both purchase models that auto can take are named', () => {
  expect(configurationTemplate(answers)).toMatch(/# auto takes .*MBG\/NBD.*Pareto\/NBD/)
})
