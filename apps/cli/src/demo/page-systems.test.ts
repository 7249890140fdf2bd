import { parseConfiguration } from '@rapport/config'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { configurationContext } from '../configuration.ts'
import { demoSystems } from './demo-systems.ts'
import { pageConfiguration } from './page-systems.ts'
import type { SandboxProcess } from './sandbox-process.ts'

const baseUrl = 'http://127.0.0.1:9'
const sandbox: SandboxProcess = {
  ...{ baseUrl, token: 'token', salesforce: null, stop: async () => {} },
  zendesk: { baseUrl, email: 'admin@desk.example', apiToken: 'token' },
  reviewSites: {
    googleBusiness: {
      ...{ baseUrl, tokenUrl: `${baseUrl}/token`, clientId: 'id', clientSecret: 'secret' },
      ...{ refreshToken: 'refresh', accessToken: 'access' },
    },
    trustpilot: { baseUrl, apiKey: 'key', apiSecret: 'secret', businessUserId: 'user' },
    googlePlaces: { baseUrl, apiKey: 'key', places: ['ChIJ-northlight-soho'] },
  },
}

it('the configuration of the demo behind the page is one that the server takes', () => {
  const { hubspot } = demoSystems('hubspot', sandbox)
  if (hubspot === undefined) throw new Error('there is no HubSpot')
  const { input, variables } = pageConfiguration(sandbox, hubspot)
  const { connections } = parseConfiguration(stringify(input), 'page.yaml', configurationContext)
  expect(Object.keys(connections)).toEqual(['hubspot', 'zendesk', 'google', 'trustpilot', 'places'])
  const referred = JSON.stringify(input.connections).match(/env:\w+/g) ?? []
  expect(referred.map((reference) => reference.slice(4)).toSorted()).toEqual(
    Object.keys(variables).toSorted(),
  )
})

it('no link of the demo leads to a host that is not its own', () => {
  const { hubspot } = demoSystems('hubspot', sandbox)
  if (hubspot === undefined) throw new Error('there is no HubSpot')
  const { input } = pageConfiguration(sandbox, hubspot)
  const { connections } = parseConfiguration(stringify(input), 'page.yaml', configurationContext)
  const links = Object.values(connections).flatMap((connection) => {
    const connector = configurationContext.connectors.find(({ id }) => id === connection.connector)
    if (connector?.recordUrl === undefined) return []
    const settings = connector.settings.parse(connection.settings ?? {})
    return (['contact', 'deal', 'ticket'] as const).flatMap(
      (entity) => connector.recordUrl?.(settings, { entity, id: '1', checkpoint: { portal: 4711 } }) ?? [],
    )
  })
  expect(links).toEqual([])
})
