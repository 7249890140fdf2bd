import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js'
import { expect, it } from 'vitest'
import { numbered, open, refusal, START } from './testing/open.ts'

const seed = {
  records: { contacts: numbered(3), companies: numbered(2), deals: numbered(3) },
  associations: [
    { from: { type: 'deals', id: 1 }, to: { type: 'contacts', id: 1 } },
    { from: { type: 'deals', id: 2 }, to: { type: 'contacts', id: 1 } },
    { from: { type: 'contacts', id: 1 }, to: { type: 'companies', id: 1 }, primary: true },
  ],
} as const

it('gives inline associations with a list, one entry per type', async () => {
  const { client } = await open(seed)
  const { results } = await client.crm.contacts.basicApi.getPage(100, undefined, undefined, undefined, [
    'companies',
    'deals',
  ])
  expect(results[0]?.associations).toEqual({
    companies: {
      results: [
        { id: '1', type: 'contact_to_company' },
        { id: '1', type: 'contact_to_company_unlabeled' },
      ],
    },
    deals: {
      results: [
        { id: '1', type: 'contact_to_deal' },
        { id: '2', type: 'contact_to_deal' },
      ],
    },
  })
  expect(results[1]?.associations).toBeUndefined()
})

it('reads associations in batches and reports ids without any in a 207', async () => {
  const { client, send } = await open(seed)
  const answer = await client.crm.associations.v4.batchApi.getPage('deals', 'contacts', {
    inputs: [{ id: '1' }, { id: '3' }],
  })
  expect(answer.results).toEqual([
    expect.objectContaining({
      to: [{ toObjectId: '1', associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }] }],
    }),
  ])
  const raw = await send('POST', '/crm/associations/2026-09/deals/contacts/batch/read', {
    inputs: [{ id: '3' }],
  })
  expect(raw.status).toBe(207)
  expect(raw.body.errors[0]).toMatchObject({
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    context: { fromObjectId: ['3'] },
  })
})

it('pages the other ends of one record', async () => {
  const { send } = await open(
    {
      records: { contacts: numbered(1), deals: numbered(5) },
      associations: numbered(5).map(({ id }) => ({
        from: { type: 'deals', id },
        to: { type: 'contacts', id: 1 },
      })),
    },
    { associationPageSize: 3 },
  )
  const path = '/crm/v4/associations/contacts/deals/batch/read'
  const first = await send('POST', path, { inputs: [{ id: '1' }] })
  expect(first.body.results[0].to).toHaveLength(3)
  const { after } = first.body.results[0].paging.next
  const second = await send('POST', path, { inputs: [{ id: '1', after }] })
  expect(second.body.results[0].to.map((end: { toObjectId: string }) => end.toObjectId)).toEqual(['4', '5'])
  expect(second.body.results[0].paging).toBeUndefined()
})

it('refuses more than 1,000 inputs of a batch read', async () => {
  const { send } = await open(seed)
  const inputs = numbered(1_001).map(({ id }) => ({ id: String(id) }))
  expect((await send('POST', '/crm/v4/associations/deals/contacts/batch/read', { inputs })).status).toBe(400)
})

it('keeps the primary company of a contact in step with its associations', async () => {
  const { client, clock } = await open(seed)
  const primary = async () => {
    const { properties, updatedAt } = await client.crm.contacts.basicApi.getById('1', ['associatedcompanyid'])
    return [properties.associatedcompanyid, updatedAt.getTime()]
  }
  const before = await client.crm.contacts.basicApi.getById('1')
  await client.crm.associations.v4.basicApi.createDefault('contacts', '1', 'companies', '2')
  expect(await primary()).toEqual(['1', before.updatedAt.getTime()])
  clock.now += 1_000
  await client.crm.associations.v4.basicApi.create('contacts', '1', 'companies', '2', [
    { associationCategory: Category.HubspotDefined, associationTypeId: 1 },
  ])
  expect(await primary()).toEqual(['2', START + 1_000])
  clock.now += 1_000
  await client.crm.associations.v4.basicApi.archive('contacts', '1', 'companies', '2')
  expect(await primary()).toEqual([null, START + 2_000])
})

it('makes the first company of a contact its primary one', async () => {
  const { client } = await open(seed)
  await client.crm.associations.v4.basicApi.createDefault('contacts', '2', 'companies', '2')
  const { properties } = await client.crm.contacts.basicApi.getById('2', ['associatedcompanyid'])
  expect(properties.associatedcompanyid).toBe('2')
})

it('counts the contacts of a deal, also when one of them is archived, and leaves the contact’s time alone', async () => {
  const { client } = await open(seed)
  const before = await client.crm.contacts.basicApi.getById('2')
  await client.crm.associations.v4.basicApi.createDefault('deals', '1', 'contacts', '2')
  const count = async () =>
    (await client.crm.deals.basicApi.getById('1', ['num_associated_contacts'])).properties
  expect(await count()).toMatchObject({
    num_associated_contacts: '2',
    hs_lastmodifieddate: new Date(START).toISOString(),
  })
  expect((await client.crm.contacts.basicApi.getById('2')).updatedAt).toEqual(before.updatedAt)
  await client.crm.contacts.basicApi.archive('2')
  expect(await count()).toMatchObject({ num_associated_contacts: '1' })
})

it('refuses a type id that does not exist between the two', async () => {
  const { client } = await open(seed)
  const work = client.crm.associations.v4.basicApi.create('contacts', '1', 'companies', '2', [
    { associationCategory: Category.HubspotDefined, associationTypeId: 341 },
  ])
  expect((await refusal(work)).code).toBe(400)
})

it('lists labels and uses one of its own', async () => {
  const { client, send } = await open(seed)
  const made = await send('POST', '/crm/v4/associations/contacts/deals/labels', {
    name: 'buyer',
    label: 'Buyer',
    inverseLabel: 'Bought by',
  })
  const { typeId } = made.body.results[0]
  await client.crm.associations.v4.basicApi.create('contacts', '3', 'deals', '3', [
    { associationCategory: Category.UserDefined, associationTypeId: typeId },
  ])
  const back = await client.crm.associations.v4.basicApi.getPage('deals', '3', 'contacts')
  expect(back.results[0]?.associationTypes.map((type) => type.label)).toEqual([null, 'Bought by'])
  const labels = await send('GET', '/crm/v4/associations/contacts/companies/labels')
  expect(labels.body.results).toEqual([
    { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
    { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
  ])
})

it('associates a record at its creation', async () => {
  const { client } = await open(seed)
  const made = await client.crm.deals.basicApi.create({
    properties: { dealname: 'New' },
    associations: [
      { to: { id: '3' }, types: [{ associationCategory: Category.HubspotDefined, associationTypeId: 3 }] },
    ],
  })
  expect(made.properties.num_associated_contacts).toBe('1')
})
