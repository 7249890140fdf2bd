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
let clock = Date.parse('2024-03-01T12:00:00Z')
afterEach(() => sandbox.close())

async function open(
  seed: SmallSeed,
  { salesforce = false, ...more }: { associationPageSize?: number; salesforce?: boolean } = {},
) {
  clock = Date.parse('2024-03-01T12:00:00Z')
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      now: () => clock,
      account: { companyCurrency: 'USD' },
      seed: (state) => {
        if (salesforce) installSalesforceIntegration(state)
        seedSmall(state, seed)
      },
      ...more,
    },
  })
  return connect(sandbox.baseUrl)
}

const people = [{ id: 11 }, { id: 12 }, { id: 13 }]
const linked: SmallSeed = {
  records: { deals: [{ id: 1 }, { id: 2 }], contacts: people, companies: [{ id: 21 }, { id: 22 }] },
  associations: [
    { from: { type: 'deals', id: 1 }, to: { type: 'contacts', id: 12 } },
    { from: { type: 'deals', id: 1 }, to: { type: 'contacts', id: 11 } },
    { from: { type: 'deals', id: 1 }, to: { type: 'companies', id: 21 } },
    { from: { type: 'deals', id: 1 }, to: { type: 'companies', id: 22 }, primary: true },
  ],
}
const links = {
  contacts: [
    { id: '11', label: null, primary: false },
    { id: '12', label: null, primary: false },
  ],
  companies: [
    { id: '21', label: null, primary: false },
    { id: '22', label: null, primary: true },
  ],
}

test('a won deal carries its amount, currency, day and links', async () => {
  const connection = await open({
    ...linked,
    records: {
      ...linked.records,
      deals: [
        {
          id: 1,
          properties: {
            dealname: 'Renewal',
            amount: '1234.50',
            deal_currency_code: 'USD',
            dealstage: 'closedwon',
            closedate: '1709251200000',
            hubspot_owner_id: '501',
          },
        },
      ],
    },
  })
  await connection.read('deal')
  expect(connection.store.live('deal').get('1')?.record).toMatchObject({
    name: 'Renewal',
    state: 'won',
    amount: '1234.50',
    currency: 'USD',
    homeAmount: '1234.50',
    closedAt: '2024-03-01T00:00:00.000Z',
    stage: 'closedwon',
    ownerId: '501',
    ...links,
  })
})

test('an open deal has no closing day and a lost one has', async () => {
  const connection = await open({
    records: {
      deals: [
        { id: 1, properties: { dealstage: 'contractsent', closedate: '2024-05-01T00:00:00Z' } },
        { id: 2, properties: { dealstage: 'closedlost', closedate: '2024-02-01T00:00:00Z' } },
      ],
    },
  })
  await connection.read('deal')
  const deals = connection.store.live('deal')
  expect(deals.get('1')?.record).toMatchObject({ state: 'open', closedAt: null, amount: null })
  expect(deals.get('2')?.record).toMatchObject({ state: 'lost', closedAt: '2024-02-01T00:00:00.000Z' })
})

test('a changed deal keeps its links, read like in the backfill', async () => {
  const connection = await open(linked)
  await connection.read('deal')
  const before = connection.store.live('deal').get('1')?.record
  clock += 1_000
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/deals/1', { properties: { dealname: 'Bigger' } })
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/deals/2', { properties: { dealname: 'Lonely' } })
  const report = await connection.read('deal')
  const modifiedAt = new Date(clock).toISOString()
  expect(connection.store.live('deal').get('1')?.record).toEqual({ ...before, name: 'Bigger', modifiedAt })
  expect(connection.store.live('deal').get('2')?.record).toMatchObject({ contacts: [], companies: [] })
  // One search, links to contacts and to companies, the portal's currency, one archived page.
  expect(report.calls).toBe(5)
})

test('links of a thousand changed deals are read with one call per linked type', async () => {
  const connection = await open({
    records: {
      deals: Array.from({ length: 1_000 }, (_, index) => ({ id: index + 1 })),
      contacts: [{ id: 5_001 }],
    },
    associations: Array.from({ length: 1_000 }, (_, index) => ({
      from: { type: 'deals', id: index + 1 },
      to: { type: 'contacts', id: 5_001 },
    })),
  })
  await connection.read('deal')
  for (let id = 1; id <= 1_000; id += 100) {
    clock += 1_000
    await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/deals/batch/update', {
      inputs: Array.from({ length: 100 }, (_, index) => ({
        id: String(id + index),
        properties: { dealname: 'x' },
      })),
    })
  }
  await connection.read('deal')
  const operations = connection.calls.map((call) => call.operation)
  expect(operations.filter((operation) => operation.startsWith('read links'))).toEqual([
    'read links of 1000 deals to contacts',
    'read links of 1000 deals to companies',
  ])
  for (const { record } of connection.store.live('deal').values()) {
    expect(record.contacts).toEqual([{ id: '5001', label: null, primary: false }])
  }
})

test('a deal with more links than one answer shows has all of them', async () => {
  const connection = await open(linked, { associationPageSize: 1 })
  await connection.read('deal', { selection: { associationLabel: 'Decision maker' } })
  expect(connection.store.live('deal').get('1')?.record).toMatchObject(links)
})

test('where a label is asked for, backfill and changes both tell it', async () => {
  const connection = await open(linked)
  await portal(sandbox.baseUrl, 'POST', '/crm/v4/associations/deals/contacts/labels', {
    name: 'decision_maker',
    label: 'Decision maker',
  })
  const [label] = sandbox.state.associationTypes
    .labels('deals', 'contacts')
    .filter((type) => type.label === 'Decision maker')
  await portal(sandbox.baseUrl, 'PUT', '/crm/v4/objects/deals/1/associations/contacts/12', [
    { associationCategory: 'USER_DEFINED', associationTypeId: label!.typeId },
  ])
  const selection = { associationLabel: 'Decision maker' }
  const labelled = { ...links.contacts[1], label: 'Decision maker' }
  await connection.read('deal', { selection })
  expect(connection.store.live('deal').get('1')?.record.contacts).toEqual([links.contacts[0], labelled])
  clock += 1_000
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/deals/1', { properties: { dealname: 'Bigger' } })
  await connection.read('deal', { selection })
  expect(connection.store.live('deal').get('1')?.record).toMatchObject({
    name: 'Bigger',
    contacts: [links.contacts[0], labelled],
    companies: links.companies,
  })
})

test('an amount that is no number sets its deal aside with the reason, and the others go on', async () => {
  const connection = await open({
    records: {
      deals: [
        { id: 1, properties: { amount: 'abc' } },
        { id: 2, properties: { amount: '1.2E3' } },
      ],
    },
  })
  await connection.read('deal')
  expect([...connection.store.rejects]).toEqual([
    ['deal:1', 'deal 1: amount is "abc", which is not a number. Correct it in HubSpot.'],
  ])
  expect(connection.store.live('deal').get('2')?.record.amount).toBe('1200')
})

test('a deal that stays set aside does not cost a re-read every time', async () => {
  const connection = await open({ records: { deals: [{ id: 1, properties: { amount: 'abc' } }, { id: 2 }] } })
  await connection.read('deal')
  await connection.read('deal')
  expect((await connection.read('deal')).calls).toBe(2)
})

test('mapped and further properties are read, and a mapped amount has no borrowed conversion', async () => {
  const connection = await open({ records: { deals: [] } })
  for (const [name, type] of [
    ['amount_net', 'number'],
    ['region', 'string'],
  ]) {
    await portal(sandbox.baseUrl, 'POST', '/crm/v3/properties/deals', {
      name,
      label: name,
      groupName: 'dealinformation',
      type,
      fieldType: type === 'number' ? 'number' : 'text',
    })
  }
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/deals', {
    properties: { amount: '120', amount_net: '100', region: 'north' },
  })
  await connection.read('deal', { selection: { mapping: { amount: 'amount_net' }, extra: ['region'] } })
  const [deal] = connection.store.live('deal').values()
  expect(deal?.record).toMatchObject({ amount: '100', homeAmount: null })
  expect(deal?.raw).toEqual({ region: 'north' })
})

test('a misspelt property is refused with the nearest name', async () => {
  const connection = await open({ records: { deals: [{ id: 1 }] } })
  await expect(
    connection.read('deal', { selection: { mapping: { amount: 'amuont' } } }),
  ).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/stream deal.*"amuont".*did you mean "amount"/),
  })
})

test('a misspelt model field is refused with the nearest name', async () => {
  const connection = await open({ records: { deals: [{ id: 1 }] } })
  const selection = { mapping: { amuont: 'amount' } }
  await expect(connection.read('deal', { selection })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('did you mean "amount"'),
  })
})

test('a property list too long for a URL or a search is read by id, in backfill and changes', async () => {
  const connection = await open({ records: { deals: [{ id: 1 }, { id: 2 }] } })
  const extra: string[] = []
  for (let index = 0; index < 100; index++) {
    const name = `a_rather_long_name_of_a_property_that_people_made_${index}`
    extra.push(name)
    await portal(sandbox.baseUrl, 'POST', '/crm/v3/properties/deals', {
      name,
      label: name,
      groupName: 'dealinformation',
      type: 'string',
      fieldType: 'text',
    })
  }
  await connection.read('deal', { selection: { extra } })
  clock += 1_000
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/deals/2', {
    properties: { dealname: 'Bigger', [extra[99]!]: 'yes' },
  })
  await connection.read('deal', { selection: { extra } })
  const deal = connection.store.live('deal').get('2')
  expect(deal?.record.name).toBe('Bigger')
  expect(deal?.raw).toMatchObject({ [extra[99]!]: 'yes', [extra[0]!]: null })
  const longest = Math.max(...sandbox.control.log().map((entry) => entry.path.length + entry.query.length))
  expect(longest).toBeLessThanOrEqual(2_000)
})

test.each([
  ['18 characters, as programs see it', '0065g00000AbCdEAAV'],
  ['15 characters, as people see it', '0065g00000AbCdE'],
])('a deal that HubSpot synced with Salesforce names its opportunity, by an id of %s', async (_, id) => {
  const connection = await open(
    {
      records: { deals: [{ id: 1, properties: { hs_salesforceopportunityid: id } }] },
    },
    { salesforce: true },
  )
  await connection.read('deal')
  expect(connection.store.live('deal').get('1')?.record).toMatchObject({
    foreignKeys: [{ system: 'salesforce', entity: 'deal', id: '0065g00000AbCdEAAV' }],
  })
})

test('a deal of a portal without Salesforce names none', async () => {
  const connection = await open({ records: { deals: [{ id: 1 }] } })
  await connection.read('deal')
  expect(connection.store.live('deal').get('1')?.record).toMatchObject({ foreignKeys: [] })
})
