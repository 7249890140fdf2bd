import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js'
import { expect, it } from 'vitest'
import { open, refusal, START } from './testing/open.ts'

const score = {
  name: 'rapport_clv',
  label: 'CLV',
  groupName: 'rapport',
  type: PropertyCreateTypeEnum.Number,
  fieldType: PropertyCreateFieldTypeEnum.Number,
}
const group = { name: 'rapport', label: 'Rapport', displayOrder: 1 }

it('creates a group, then a property in it, and takes values for it', async () => {
  const { client } = await open({ records: { contacts: [{ id: 1 }] } })
  await client.crm.properties.groupsApi.create('contacts', group)
  const made = await client.crm.properties.coreApi.create('contacts', score)
  expect(made).toMatchObject({ name: 'rapport_clv', archived: false, createdAt: new Date(START) })
  await client.crm.contacts.basicApi.update('1', { properties: { rapport_clv: '12.5' } })
  const read = await client.crm.contacts.basicApi.getById('1', ['rapport_clv'])
  expect(read.properties.rapport_clv).toBe('12.5')
})

it('keeps how a number is shown, and takes another wish later', async () => {
  const { client, send } = await open()
  await client.crm.properties.groupsApi.create('contacts', group)
  const money = { ...score, showCurrencySymbol: true, numberDisplayHint: 'currency' }
  const made = await send('POST', '/crm/v3/properties/contacts', money)
  expect(made.body).toMatchObject({ showCurrencySymbol: true, numberDisplayHint: 'currency' })
  const path = '/crm/v3/properties/contacts/rapport_clv'
  await send('PATCH', path, { showCurrencySymbol: false, numberDisplayHint: 'percentage' })
  expect((await send('GET', path)).body).toMatchObject({
    showCurrencySymbol: false,
    numberDisplayHint: 'percentage',
  })
})

it('refuses a name in use with 409, and a group in use as well', async () => {
  const { client } = await open()
  await client.crm.properties.groupsApi.create('contacts', group)
  await client.crm.properties.coreApi.create('contacts', score)
  const again = await refusal(client.crm.properties.coreApi.create('contacts', score))
  expect([again.code, again.body.category, again.body.subCategory]).toEqual([
    409,
    'OBJECT_ALREADY_EXISTS',
    'Properties.PROPERTY_WITH_NAME_EXISTS',
  ])
  expect((await refusal(client.crm.properties.groupsApi.create('contacts', group))).code).toBe(409)
})

it.each([
  ['a group that does not exist', { groupName: 'nowhere' }],
  ['a name with capitals', { name: 'Rapport_CLV' }],
  ['a name that starts with a digit', { name: '1_clv' }],
  ['a field type that does not fit', { fieldType: 'checkbox' }],
  ['an unknown type', { type: 'money' }],
  ['an unknown way of showing a number', { numberDisplayHint: 'roman' }],
  ['an enumeration without options', { type: 'enumeration', fieldType: 'select' }],
])('refuses %s', async (_, change) => {
  const { send } = await open()
  await send('POST', '/crm/v3/properties/contacts/groups', group)
  const reply = await send('POST', '/crm/v3/properties/contacts', { ...score, ...change })
  expect([reply.status, reply.body.category]).toEqual([400, 'VALIDATION_ERROR'])
})

it('creates in batches and names the ones that exist in a 207', async () => {
  const { send, client } = await open()
  await send('POST', '/crm/v3/properties/deals/groups', group)
  await send('POST', '/crm/v3/properties/deals', score)
  const inputs = [score, { ...score, name: 'rapport_tier', type: 'string', fieldType: 'text' }]
  const { status, body } = await send('POST', '/crm/v3/properties/deals/batch/create', { inputs })
  expect(status).toBe(207)
  expect(body.results.map((row: { name: string }) => row.name)).toEqual(['rapport_tier'])
  expect(body.errors[0]).toMatchObject({
    category: 'OBJECT_ALREADY_EXISTS',
    context: { name: ['rapport_clv'] },
  })
  const read = await client.crm.properties.batchApi.read('deals', {
    archived: false,
    inputs: [{ name: 'rapport_clv' }, { name: 'rapport_tier' }],
  })
  expect(read.results.map((row) => row.name)).toEqual(['rapport_clv', 'rapport_tier'])
})

it('archives a property, hides its values, and restores it on a new create', async () => {
  const { client } = await open({ records: { contacts: [{ id: 1 }] } })
  await client.crm.properties.groupsApi.create('contacts', group)
  await client.crm.properties.coreApi.create('contacts', score)
  await client.crm.contacts.basicApi.update('1', { properties: { rapport_clv: '7' } })
  await client.crm.properties.coreApi.archive('contacts', 'rapport_clv')
  const write = client.crm.contacts.basicApi.update('1', { properties: { rapport_clv: '8' } })
  expect((await refusal(write)).body.errors[0].code).toBe('PROPERTY_DOESNT_EXIST')
  expect((await client.crm.contacts.basicApi.getById('1', ['rapport_clv'])).properties).not.toHaveProperty(
    'rapport_clv',
  )
  await client.crm.properties.coreApi.create('contacts', score)
  expect((await client.crm.contacts.basicApi.getById('1', ['rapport_clv'])).properties.rapport_clv).toBe('7')
})

it('restores a property empty where it is told to, without touching the records', async () => {
  const { client } = await open(
    { records: { contacts: [{ id: 1, modifiedAt: 1 }] } },
    { restoredProperties: 'empty' },
  )
  await client.crm.properties.groupsApi.create('contacts', group)
  await client.crm.properties.coreApi.create('contacts', score)
  await client.crm.contacts.basicApi.update('1', { properties: { rapport_clv: '7' } })
  const { updatedAt } = await client.crm.contacts.basicApi.getById('1')
  await client.crm.properties.coreApi.archive('contacts', 'rapport_clv')
  await client.crm.properties.coreApi.create('contacts', score)
  expect(await client.crm.contacts.basicApi.getById('1', ['rapport_clv'])).toMatchObject({
    properties: { rapport_clv: null },
    updatedAt,
  })
})

it('does not let a group go that still has properties, nor a property of HubSpot’s own', async () => {
  const { client } = await open()
  await client.crm.properties.groupsApi.create('contacts', group)
  await client.crm.properties.coreApi.create('contacts', score)
  expect((await refusal(client.crm.properties.groupsApi.archive('contacts', 'rapport'))).code).toBe(400)
  expect((await refusal(client.crm.properties.coreApi.archive('contacts', 'email'))).code).toBe(400)
})

it('finds records by a property that was created as unique', async () => {
  const { client, send } = await open({ records: { companies: [{ id: 1 }, { id: 2 }] } })
  await send('POST', '/crm/v3/properties/companies/groups', group)
  await send('POST', '/crm/v3/properties/companies', {
    ...score,
    name: 'erp_id',
    type: 'string',
    fieldType: 'text',
    hasUniqueValue: true,
  })
  await client.crm.companies.basicApi.update('2', { properties: { erp_id: 'E-7' } })
  const args = [undefined, undefined, undefined, false, 'erp_id'] as const
  expect((await client.crm.companies.basicApi.getById('E-7', ...args)).id).toBe('2')
  expect(
    (await refusal(client.crm.companies.basicApi.update('1', { properties: { erp_id: 'e-7' } }))).code,
  ).toBe(409)
})

it('checks dates, booleans and multiple choices of custom properties', async () => {
  const { client, send } = await open({ records: { contacts: [{ id: 1 }] } })
  await send('POST', '/crm/v3/properties/contacts/groups', group)
  const options = ['a', 'b'].map((value) => ({ label: value, value }))
  const inputs = [
    { ...score, name: 'as_of', type: 'date', fieldType: 'date' },
    { ...score, name: 'known', type: 'bool', fieldType: 'booleancheckbox' },
    { ...score, name: 'tags', type: 'enumeration', fieldType: 'checkbox', options },
  ]
  expect((await send('POST', '/crm/v3/properties/contacts/batch/create', { inputs })).status).toBe(201)
  const write = (properties: Record<string, string>) =>
    client.crm.contacts.basicApi.update('1', { properties })
  const good = await write({ as_of: String(Date.UTC(2026, 0, 15)), known: 'true', tags: 'a;b' })
  expect(good.properties).toMatchObject({ as_of: '2026-01-15', known: 'true', tags: 'a;b' })
  expect((await refusal(write({ as_of: String(START) }))).body.errors[0].code).toBe('INVALID_DATE')
  expect((await refusal(write({ known: 'yes' }))).body.errors[0].code).toBe('INVALID_OPTION')
  expect((await refusal(write({ tags: 'a;c' }))).body.errors[0].code).toBe('INVALID_OPTION')
})
