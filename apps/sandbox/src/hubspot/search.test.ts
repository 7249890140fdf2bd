import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js'
import { expect, it } from 'vitest'
import { editRecords } from './edits.ts'
import { numbered, open, refusal, START } from './testing/open.ts'

const DAY = 86_400_000
const path = '/crm/v3/objects/contacts/search'
const where = (propertyName: string, operator: string, more: object = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...more }] }],
})
const idsOf = (body: { results: { id: string }[] }): number[] => body.results.map((row) => Number(row.id))

it('pages through what was modified since, oldest first, with the vendor client', async () => {
  const { client } = await open({
    records: { contacts: numbered(450, (id) => ({ modifiedAt: START - (id % 300) * DAY })) },
  })
  const since = START - 100 * DAY
  const seen: string[] = []
  let after: string | undefined
  let total = 0
  do {
    const page = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [
        {
          filters: [
            { propertyName: 'lastmodifieddate', operator: FilterOperatorEnum.Gte, value: String(since) },
          ],
        },
      ],
      sorts: ['lastmodifieddate'],
      properties: ['lastmodifieddate'],
      limit: 90,
      ...(after === undefined ? {} : { after }),
    })
    seen.push(...page.results.map((row) => row.properties.lastmodifieddate ?? ''))
    total = page.total
    after = page.paging?.next?.after
  } while (after !== undefined)
  expect(total).toBe(201)
  expect(seen).toHaveLength(201)
  expect(seen).toEqual(seen.toSorted())
  expect(Date.parse(seen[0] ?? '')).toBe(since)
})

it('stops at 10,000 results, although total tells of more', async () => {
  const { send } = await open({ records: { contacts: numbered(10_050) } })
  const last = await send('POST', path, { limit: 200, after: '9800' })
  expect(last.body.total).toBe(10_050)
  expect(last.body.results).toHaveLength(200)
  expect(last.body.paging.next.after).toBe('10000')
  expect((await send('POST', path, { limit: 200, after: '10000' })).status).toBe(400)
  expect((await send('POST', path, { limit: 200, after: '9900' })).status).toBe(400)
})

it('pages ties of one modified time by id', async () => {
  const { send } = await open({ records: { contacts: numbered(300, () => ({ modifiedAt: START })) } })
  const { body } = await send('POST', path, {
    filterGroups: [
      {
        filters: [
          { propertyName: 'lastmodifieddate', operator: 'EQ', value: String(START) },
          { propertyName: 'hs_object_id', operator: 'GT', value: '200' },
        ],
      },
    ],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    limit: 200,
  })
  expect(idsOf(body)).toEqual(
    numbered(300)
      .slice(200)
      .map((row) => row.id),
  )
})

const people = {
  records: {
    contacts: [
      {
        id: 1,
        properties: { firstname: 'Ada', city: 'Bonn', email: 'ada.l@example.com' },
        modifiedAt: START,
      },
      { id: 2, properties: { firstname: 'Ben', city: 'Köln' }, modifiedAt: START + 1_000 },
      { id: 3, properties: { firstname: 'Cleo' }, modifiedAt: START + 2_000 },
    ],
  },
}

it.each([
  ['EQ', where('city', 'EQ', { value: 'bonn' }), [1]],
  ['NEQ', where('city', 'NEQ', { value: 'Bonn' }), [2, 3]],
  ['IN', where('city', 'IN', { values: ['bonn', 'köln'] }), [1, 2]],
  ['NOT_IN', where('city', 'NOT_IN', { values: ['bonn'] }), [2, 3]],
  ['HAS_PROPERTY', where('city', 'HAS_PROPERTY'), [1, 2]],
  ['NOT_HAS_PROPERTY', where('city', 'NOT_HAS_PROPERTY'), [3]],
  ['CONTAINS_TOKEN', where('email', 'CONTAINS_TOKEN', { value: 'exam*' }), [1]],
  ['GT', where('lastmodifieddate', 'GT', { value: String(START) }), [2, 3]],
  ['LT', where('lastmodifieddate', 'LT', { value: String(START + 1_000) }), [1]],
  ['LTE', where('lastmodifieddate', 'LTE', { value: new Date(START + 1_000).toISOString() }), [1, 2]],
  ['BETWEEN', where('hs_object_id', 'BETWEEN', { value: '2', highValue: '3' }), [2, 3]],
  [
    'two groups',
    {
      filterGroups: [
        ...where('city', 'EQ', { value: 'Bonn' }).filterGroups,
        ...where('firstname', 'EQ', { value: 'Cleo' }).filterGroups,
      ],
    },
    [1, 3],
  ],
  ['query', { query: 'ada' }, [1]],
  ['descending sort', { sorts: [{ propertyName: 'firstname', direction: 'DESCENDING' }] }, [3, 2, 1]],
])('finds by %s', async (_, request, expected) => {
  const { send } = await open(people)
  const { body } = await send('POST', path, request)
  expect(idsOf(body)).toEqual(expected)
  expect(body.total).toBe(expected.length)
})

it.each([
  ['a page of 201', { limit: 201 }],
  ['six filter groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
  [
    'seven filters in a group',
    {
      filterGroups: [
        { filters: Array.from({ length: 7 }, () => ({ propertyName: 'city', operator: 'HAS_PROPERTY' })) },
      ],
    },
  ],
  [
    'nineteen filters',
    {
      filterGroups: Array.from({ length: 5 }, (_, at) => ({
        filters: Array.from({ length: at === 4 ? 3 : 4 }, () => ({
          propertyName: 'city',
          operator: 'HAS_PROPERTY',
        })),
      })),
    },
  ],
  ['two sorts', { sorts: ['city', 'firstname'] }],
  ['a filter on an unknown property', where('no_such_property', 'EQ', { value: '1' })],
  ['a date that is none', where('createdate', 'GT', { value: 'yesterday' })],
  ['a body over 3,000 characters', { properties: Array.from({ length: 300 }, (_, at) => `property_${at}`) }],
])('refuses %s', async (_, request) => {
  const { send } = await open(people)
  expect((await send('POST', path, request)).status).toBe(400)
})

it('gives every record of a bulk edit the same modified time', async () => {
  const { send, state } = await open({ records: { contacts: numbered(250) } })
  editRecords(
    state,
    'contacts',
    numbered(250).map(({ id }) => id),
    { city: 'Bonn' },
    START + 5,
  )
  const { body } = await send('POST', path, where('lastmodifieddate', 'EQ', { value: String(START + 5) }))
  expect(body.total).toBe(250)
})

it('never shows archived records', async () => {
  const { send } = await open(people)
  await send('DELETE', '/crm/v3/objects/contacts/2')
  expect(idsOf((await send('POST', path, {})).body)).toEqual([1, 3])
})

it('shows a write only after the lag, and the old version until then', async () => {
  const { send, clock } = await open(people, { searchLagMs: 3_000 })
  await send('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: 'Ulm' } })
  clock.now += 1_000
  await send('PATCH', '/crm/v3/objects/contacts/1', { properties: { city: 'Trier' } })
  const cities = async (): Promise<string> => {
    const { body } = await send('POST', path, {
      ...where('hs_object_id', 'EQ', { value: '1' }),
      properties: ['city'],
    })
    return body.results[0].properties.city
  }
  expect(await cities()).toBe('Bonn')
  clock.now += 2_000
  expect(await cities()).toBe('Ulm')
  clock.now += 1_000
  expect(await cities()).toBe('Trier')
  expect((await send('GET', '/crm/v3/objects/contacts/1?properties=city')).body.properties.city).toBe('Trier')
})

it('does not bring back a record that was archived before search had seen it', async () => {
  const { send, clock } = await open({}, { searchLagMs: 3_000 })
  const made = await send('POST', '/crm/v3/objects/contacts', { properties: { city: 'Ulm' } })
  await send('DELETE', `/crm/v3/objects/contacts/${made.body.id}`)
  clock.now += 3_000
  expect((await send('POST', path, {})).body.total).toBe(0)
})

it('refuses a filter value that is missing, through the vendor client', async () => {
  const { client } = await open(people)
  const search = client.crm.contacts.searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: 'city', operator: FilterOperatorEnum.Eq }] }],
  })
  expect((await refusal(search)).code).toBe(400)
})
