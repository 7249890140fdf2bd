import { expect, it } from 'vitest'
import { numbered, open, refusal, START } from './testing/open.ts'

it('creates, reads, updates and archives a contact through the vendor client', async () => {
  const { client, clock, send } = await open()
  const made = await client.crm.contacts.basicApi.create({
    properties: { email: 'Ada@example.com', firstname: 'Ada' },
    associations: [],
  })
  clock.now += 5_000
  await client.crm.contacts.basicApi.update(made.id, { properties: { firstname: 'Ada M.' } })
  const read = await client.crm.contacts.basicApi.getById(made.id, ['firstname', 'phone', 'no_such_property'])
  expect(read.properties).toEqual({
    firstname: 'Ada M.',
    phone: null,
    hs_object_id: made.id,
    createdate: new Date(START).toISOString(),
    lastmodifieddate: new Date(START + 5_000).toISOString(),
  })
  expect(read.updatedAt).toEqual(new Date(START + 5_000))

  clock.now += 5_000
  await client.crm.contacts.basicApi.archive(made.id)
  expect((await refusal(client.crm.contacts.basicApi.getById(made.id))).code).toBe(404)
  const archived = await send('GET', '/crm/v3/objects/contacts?archived=true')
  expect(archived.body.results).toEqual([
    expect.objectContaining({
      id: made.id,
      archived: true,
      archivedAt: new Date(START + 10_000).toISOString(),
      updatedAt: new Date(START + 5_000).toISOString(),
    }),
  ])
})

it('lists by id in pages whose cursor outlives a record that is archived in between', async () => {
  const { client } = await open({ records: { companies: numbered(25).toReversed() } })
  const first = await client.crm.companies.basicApi.getPage()
  expect(first.results.map((row) => row.id)).toEqual(numbered(10).map((row) => String(row.id)))
  await client.crm.companies.basicApi.archive('3')
  const second = await client.crm.companies.basicApi.getPage(100, first.paging?.next?.after)
  expect(second.results.map((row) => row.id)).toEqual(
    numbered(25)
      .slice(10)
      .map((row) => String(row.id)),
  )
  expect(second.paging).toBeUndefined()
})

it('refuses a list page of 101', async () => {
  const { client } = await open()
  const { code, body } = await refusal(client.crm.contacts.basicApi.getPage(101))
  expect([code, body.category]).toEqual([400, 'VALIDATION_ERROR'])
})

it('answers the type alias and the dated path with the same record', async () => {
  const { send } = await open({ records: { deals: [{ id: 7, properties: { dealname: 'Seven' } }] } })
  const plain = await send('GET', '/crm/v3/objects/deals/7')
  expect(plain.body.properties.dealname).toBe('Seven')
  expect((await send('GET', '/crm/v3/objects/0-3/7')).body).toEqual(plain.body)
  expect((await send('GET', '/crm/objects/2026-03/deals/7')).body).toEqual(plain.body)
})

it.each([
  ['amount', 'twelve', 'INVALID_LONG'],
  ['dealstage', 'nearly', 'INVALID_OPTION'],
  ['closedate', '31/12/2025', 'INVALID_DATE'],
  ['no_such_property', 'x', 'PROPERTY_DOESNT_EXIST'],
  ['hs_is_closed_won', 'true', 'READ_ONLY_VALUE'],
  ['description', 'x'.repeat(65_537), 'INVALID_STRING'],
])('refuses a write of %s = %.20s with %s', async (name, value, code) => {
  const { client } = await open({ records: { deals: [{ id: 7 }] } })
  const refused = await refusal(client.crm.deals.basicApi.update('7', { properties: { [name]: value } }))
  expect(refused.code).toBe(400)
  expect(refused.body.category).toBe('VALIDATION_ERROR')
  expect(refused.body.errors[0]).toMatchObject({ code, context: { propertyName: [name] } })
})

it('clears a value with an empty string and refuses null', async () => {
  const { client, send } = await open({ records: { contacts: [{ id: 1, properties: { city: 'Bonn' } }] } })
  expect((await send('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: null } })).status).toBe(400)
  await client.crm.contacts.basicApi.update('1', { properties: { city: '' } })
  expect((await client.crm.contacts.basicApi.getById('1', ['city'])).properties.city).toBeNull()
})

it('moves the modified time even when no value changes, and says in the log that none did', async () => {
  const { client, control } = await open({ records: { contacts: [{ id: 1, properties: { city: 'Bonn' } }] } })
  const same = await client.crm.contacts.basicApi.update('1', { properties: { city: 'Bonn' } })
  expect(same.updatedAt).toEqual(new Date(START))
  expect(control.log().at(-1)?.effects).toEqual([
    { operation: 'update', objectType: 'contacts', id: '1', properties: { city: 'Bonn' }, changed: [] },
  ])
})

it('refuses a second contact with one e-mail address and names the first', async () => {
  const { client } = await open({
    records: { contacts: [{ id: 51, properties: { email: 'ada@example.com' } }] },
  })
  const create = client.crm.contacts.basicApi.create({
    properties: { email: 'ADA@example.com' },
    associations: [],
  })
  const { code, body } = await refusal(create)
  expect([code, body.category]).toEqual([409, 'CONFLICT'])
  expect(body.message).toBe('Contact already exists. Existing ID: 51')
})

it('computes won, lost and close date from the stage', async () => {
  const { client } = await open()
  const names = [
    'hs_is_closed',
    'hs_is_closed_won',
    'hs_closed_won_date',
    'amount_in_home_currency',
    'pipeline',
  ]
  const { id } = await client.crm.deals.basicApi.create({
    properties: { dealname: 'A', amount: '12.50', dealstage: 'contractsent' },
    associations: [],
  })
  const before = await client.crm.deals.basicApi.getById(id, names)
  expect(before.properties).toMatchObject({
    hs_is_closed: 'false',
    hs_closed_won_date: null,
    pipeline: 'default',
  })
  await client.crm.deals.basicApi.update(id, { properties: { dealstage: 'closedwon' } })
  const after = await client.crm.deals.basicApi.getById(id, names)
  expect(after.properties).toMatchObject({
    hs_is_closed: 'true',
    hs_is_closed_won: 'true',
    hs_closed_won_date: new Date(START).toISOString(),
    amount_in_home_currency: '12.50',
  })
})

it('answers an address that is too long with 414', async () => {
  const { send } = await open()
  const names = Array.from({ length: 700 }, (_, at) => `property_${at}`).join(',')
  expect((await send('GET', `/crm/v3/objects/contacts?properties=${names}`)).status).toBe(414)
})

it('answers an unknown path with 404 in HubSpot’s shape', async () => {
  const { send } = await open()
  const reply = await send('GET', '/crm/v3/nothing')
  expect(reply).toMatchObject({ status: 404, body: { status: 'error', category: 'OBJECT_NOT_FOUND' } })
})
