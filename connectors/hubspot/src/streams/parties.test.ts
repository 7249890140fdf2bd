import {
  type HubspotServer,
  installSalesforceIntegration,
  type SmallSeed,
  seedSmall,
  startSandbox,
} from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'
import { portal } from '../testing/portal.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

async function open(seed: SmallSeed, { salesforce = false } = {}) {
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      seed: (state) => {
        if (salesforce) installSalesforceIntegration(state)
        seedSmall(state, seed)
      },
    },
  })
  return connect(sandbox.baseUrl)
}

test('a contact carries names, addresses, phones, stage and its company', async () => {
  const connection = await open({
    records: {
      contacts: [
        {
          id: 1,
          properties: {
            firstname: 'Ada',
            lastname: 'Lovelace',
            email: 'ada@example.com',
            hs_additional_emails: 'countess@example.com;ada@example.com',
            phone: '+44 20 7946 0000',
            mobilephone: '+44 7700 900000',
            lifecyclestage: 'customer',
          },
        },
        { id: 2 },
      ],
      companies: [{ id: 21 }],
    },
    associations: [{ from: { type: 'contacts', id: 1 }, to: { type: 'companies', id: 21 }, primary: true }],
  })
  await connection.read('contact')
  const contacts = connection.store.live('contact')
  expect(contacts.get('1')?.record).toEqual({
    id: '1',
    name: 'Ada Lovelace',
    emails: ['ada@example.com', 'countess@example.com'],
    phones: ['+44 20 7946 0000', '+44 7700 900000'],
    companies: [{ id: '21', primary: true }],
    foreignKeys: [],
    lifecycleStage: 'customer',
    ownerId: null,
    createdAt: '2024-01-01T00:00:00.000Z',
    modifiedAt: '2024-01-01T00:00:00.000Z',
  })
  expect(contacts.get('2')?.record).toMatchObject({ name: null, emails: [], companies: [] })
})

test('a company carries its name and domain', async () => {
  const connection = await open({
    records: {
      companies: [{ id: 21, properties: { name: 'Analytical Engines', domain: 'engines.example' } }],
    },
  })
  await connection.read('company')
  expect(connection.store.live('company').get('21')?.record).toMatchObject({
    name: 'Analytical Engines',
    domains: ['engines.example'],
    country: null,
  })
})

test("contacts and companies carry the ids of HubSpot's own Salesforce integration", async () => {
  const connection = await open(
    {
      records: {
        contacts: [{ id: 1, properties: { salesforcecontactid: '0035g00000AbCdEAAV' } }],
        companies: [{ id: 21, properties: { salesforceaccountid: '0015g00000AbCdE' } }],
      },
    },
    { salesforce: true },
  )
  await connection.read('contact')
  await connection.read('company')
  expect(connection.store.live('contact').get('1')?.record).toMatchObject({
    foreignKeys: [{ system: 'salesforce', entity: 'contact', id: '0035g00000AbCdEAAV' }],
  })
  expect(connection.store.live('company').get('21')?.record).toMatchObject({
    foreignKeys: [{ system: 'salesforce', entity: 'company', id: '0015g00000AbCdEAAV' }],
  })
})

test('owners become agents, and archived ones stay as inactive', async () => {
  sandbox = await startSandbox({ hubspot: { limits: 'off', seed: 'cdnow-sample' } })
  const connection = connect(sandbox.baseUrl)
  const report = await connection.read('agent')
  const agents = [...connection.store.live('agent').values()].map(({ record }) => record)
  expect(agents).toHaveLength(5)
  expect(agents.filter((agent) => agent.active === false)).toMatchObject([{ id: '505', name: 'Gerd Klein' }])
  expect(report.calls).toBe(2)
})

test("what Rapport's own fields hold is read back in their types, and nothing is told of one that does not exist", async () => {
  const connection = await open({ records: {} })
  const group = { name: 'rapport', label: 'Rapport' }
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/properties/contacts/groups', group)
  for (const [name, type, fieldType, options] of [
    ['rapport_clv', 'number', 'number', undefined],
    ['rapport_alive', 'number', 'number', undefined],
    ['rapport_scored_at', 'datetime', 'date', undefined],
    ['rapport_since', 'date', 'date', undefined],
    ['rapport_segment', 'enumeration', 'select', [{ label: '1', value: '1' }]],
  ] as const) {
    const body = { name, label: name, groupName: 'rapport', type, fieldType, ...(options && { options }) }
    await portal(sandbox.baseUrl, 'POST', '/crm/v3/properties/contacts', body)
  }
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts', {
    properties: {
      rapport_clv: '182.5',
      rapport_alive: '0.97',
      rapport_scored_at: '1709294400000',
      rapport_since: '2024-03-01',
      rapport_segment: '1',
    },
  })
  const held = ['clv', 'alive', 'scored_at', 'since', 'segment', 'not_there_yet']
  await connection.read('contact', { selection: { held } })
  const [contact] = connection.store.live('contact').values()
  expect(contact?.held).toEqual({
    clv: 182.5,
    alive: 0.97,
    scored_at: '2024-03-01T12:00:00.000Z',
    since: '2024-03-01',
    segment: '1',
  })
  expect((await connection.read('contact', { selection: { held } })).calls).toBeLessThanOrEqual(3)
})
