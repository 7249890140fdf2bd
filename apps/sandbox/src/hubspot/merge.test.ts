import { expect, it } from 'vitest'
import { open, START } from './testing/open.ts'

const seed = {
  records: {
    contacts: [
      { id: 1, properties: { email: 'a@example.com', firstname: 'Ada' } },
      { id: 2, properties: { email: 'b@example.com', firstname: 'Adda', city: 'Bonn' } },
      { id: 3, properties: { email: 'c@example.com' } },
    ],
    deals: [{ id: 10 }, { id: 11 }],
  },
  associations: [
    { from: { type: 'deals', id: 10 }, to: { type: 'contacts', id: 1 } },
    { from: { type: 'deals', id: 11 }, to: { type: 'contacts', id: 2 } },
  ],
} as const

const merge = (primaryObjectId: string, objectIdToMerge: string) => ({ primaryObjectId, objectIdToMerge })

it('keeps the survivor’s values, fills its gaps, and lists the merged ids', async () => {
  const { client, send } = await open(seed)
  expect((await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '2'))).body.id).toBe('1')
  const names = [
    'firstname',
    'city',
    'hs_merged_object_ids',
    'hs_calculated_merged_vids',
    'hs_additional_emails',
  ]
  const { properties } = await client.crm.contacts.basicApi.getById('1', names)
  expect(properties).toMatchObject({
    firstname: 'Ada',
    city: 'Bonn',
    hs_merged_object_ids: '2',
    hs_calculated_merged_vids: `2:${START}`,
    hs_additional_emails: 'b@example.com',
    lastmodifieddate: new Date(START).toISOString(),
  })
})

it('resolves the old id in single calls, also through a chain, and not in batches', async () => {
  const { client, send } = await open(seed)
  await send('POST', '/crm/v3/objects/contacts/merge', merge('2', '3'))
  await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '2'))
  expect((await client.crm.contacts.basicApi.getById('3')).id).toBe('1')
  expect((await client.crm.contacts.basicApi.update('3', { properties: { city: 'Ulm' } })).id).toBe('1')
  const read = await send('POST', '/crm/v3/objects/contacts/batch/read', {
    inputs: [{ id: '1' }, { id: '3' }],
  })
  expect([read.status, read.body.errors[0].context.ids]).toEqual([207, ['3']])
  const write = await send('POST', '/crm/v3/objects/contacts/batch/update', {
    inputs: [{ id: '3', properties: { city: 'X' } }],
  })
  expect([write.status, write.body.results]).toEqual([207, []])
  const survivor = await client.crm.contacts.basicApi.getById('1', ['hs_merged_object_ids'])
  expect(survivor.properties.hs_merged_object_ids).toBe('3;2')
})

it('does not archive the survivor under the old id', async () => {
  const { send, client } = await open(seed)
  await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '2'))
  await client.crm.contacts.basicApi.archive('2')
  expect((await client.crm.contacts.basicApi.getById('1')).archived).toBe(false)
})

it('moves associations and leaves nothing of the loser in list, search and archive', async () => {
  const { send } = await open(seed)
  await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '2'))
  const list = await send('GET', '/crm/v3/objects/contacts?associations=deals')
  expect(list.body.results.map((row: { id: string }) => row.id)).toEqual(['1', '3'])
  expect(list.body.results[0].associations.deals.results.map((row: { id: string }) => row.id)).toEqual([
    '10',
    '11',
  ])
  expect((await send('GET', '/crm/v3/objects/contacts?archived=true')).body.results).toEqual([])
  expect((await send('POST', '/crm/v3/objects/contacts/search', {})).body.total).toBe(2)
})

it('refuses to merge a record with itself, also under its old id', async () => {
  const { send } = await open(seed)
  expect((await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '1'))).status).toBe(400)
  await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '2'))
  expect((await send('POST', '/crm/v3/objects/contacts/merge', merge('1', '2'))).status).toBe(400)
})

it('erases a contact for good, by e-mail address', async () => {
  const { send } = await open(seed)
  const erased = { objectId: 'b@example.com', idProperty: 'email' }
  expect((await send('POST', '/crm/v3/objects/contacts/gdpr-delete', erased)).status).toBe(204)
  expect((await send('GET', '/crm/v3/objects/contacts/2')).status).toBe(404)
  expect((await send('GET', '/crm/v3/objects/contacts/2?archived=true')).status).toBe(404)
})
