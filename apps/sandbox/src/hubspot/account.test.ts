import { expect, it } from 'vitest'
import { seedOwners } from '../seeds/owners.ts'
import { open } from './testing/open.ts'

it('lists owners in pages, archived ones apart and without updatedAt', async () => {
  const { client, send } = await open({ owners: seedOwners() })
  const first = await client.crm.owners.ownersApi.getPage(undefined, undefined, 3)
  const rest = await client.crm.owners.ownersApi.getPage(undefined, first.paging?.next?.after, 3)
  expect([...first.results, ...rest.results].map((owner) => owner.id)).toEqual(['501', '502', '503', '504'])
  const archived = await send('GET', '/crm/v3/owners?archived=true')
  expect(archived.body.results).toEqual([expect.objectContaining({ id: '505', archived: true })])
  expect(archived.body.results[0]).not.toHaveProperty('updatedAt')
  const byEmail = await client.crm.owners.ownersApi.getPage('MEI.tanaka@example.com')
  expect(byEmail.results.map((owner) => owner.id)).toEqual(['503'])
})

it('describes the deal pipeline, with which stages are won and lost', async () => {
  const { client } = await open()
  const { results } = await client.crm.pipelines.pipelinesApi.getAll('deals')
  const closed = results[0]?.stages.filter((stage) => stage.metadata?.isClosed === 'true')
  expect(closed?.map((stage) => [stage.id, stage.metadata?.probability])).toEqual([
    ['closedwon', '1.0'],
    ['closedlost', '0.0'],
  ])
})

it('describes the account', async () => {
  const { send } = await open(
    {},
    { account: { portalId: 42, companyCurrency: 'EUR', timeZone: 'Asia/Kolkata' } },
  )
  expect((await send('GET', '/account-info/v3/details')).body).toMatchObject({
    portalId: 42,
    companyCurrency: 'EUR',
    timeZone: 'Asia/Kolkata',
    utcOffset: '+05:30',
  })
})

it('leaves a foreign amount unknown in the home currency', async () => {
  const { client } = await open({}, { account: { companyCurrency: 'EUR' } })
  const { id } = await client.crm.deals.basicApi.create({
    properties: { amount: '10', deal_currency_code: 'USD', dealstage: 'closedwon' },
    associations: [],
  })
  const { properties } = await client.crm.deals.basicApi.getById(id, ['amount_in_home_currency'])
  expect(properties.amount_in_home_currency).toBeNull()
})
