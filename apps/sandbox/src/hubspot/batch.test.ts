import { expect, it } from 'vitest'
import { numbered, open, refusal } from './testing/open.ts'

const update = (id: string, properties: Record<string, string>) => ({ id, properties })

it('updates the known rows of a batch and names the unknown ones in a 207', async () => {
  const { client, send, control } = await open({ records: { contacts: numbered(2) } })
  const inputs = [
    update('1', { city: 'Bonn' }),
    update('99', { city: 'Bonn' }),
    update('2', { city: 'Bonn' }),
  ]
  const answer = await client.crm.contacts.batchApi.update({ inputs })
  expect(answer.results.map((row) => row.id)).toEqual(['1', '2'])
  const again = await send('POST', '/crm/v3/objects/contacts/batch/update', { inputs })
  expect(again.status).toBe(207)
  expect(again.body).toMatchObject({
    status: 'COMPLETE',
    numErrors: 1,
    errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: ['99'] } }],
  })
  expect(control.counters()).toMatchObject({ recordsWritten: 4, recordsChanged: 2 })
})

it('rejects a whole batch for one bad value, and writes nothing', async () => {
  const { client, control } = await open({ records: { deals: numbered(2) } })
  const inputs = [update('1', { amount: '5' }), update('2', { amount: 'five' })]
  const { code, body } = await refusal(client.crm.deals.batchApi.update({ inputs }))
  expect([code, body.errors[0].code]).toEqual([400, 'INVALID_LONG'])
  expect(control.counters().recordsWritten).toBe(0)
})

it('fails the row with the bad value alone when set so', async () => {
  const { send } = await open({ records: { deals: numbered(2) } }, { onInvalidValue: 'row-error' })
  const inputs = [update('1', { amount: '5' }), update('2', { amount: 'five' })]
  const { status, body } = await send('POST', '/crm/v3/objects/deals/batch/update', { inputs })
  expect(status).toBe(207)
  expect(body.results.map((row: { id: string }) => row.id)).toEqual(['1'])
  expect(body.errors[0]).toMatchObject({ category: 'VALIDATION_ERROR', context: { ids: ['2'] } })
})

it('refuses the same id twice in one batch', async () => {
  const { client } = await open({ records: { contacts: numbered(1) } })
  const inputs = [update('1', { city: 'A' }), update('1', { city: 'B' })]
  expect((await refusal(client.crm.contacts.batchApi.update({ inputs }))).code).toBe(400)
})

it.each(['read', 'create', 'update', 'upsert', 'archive'])(
  'refuses 101 inputs of batch %s',
  async (operation) => {
    const { send } = await open()
    const inputs = numbered(101).map(({ id }) => ({ id: String(id), properties: {} }))
    const { status, body } = await send('POST', `/crm/v3/objects/contacts/batch/${operation}`, {
      inputs,
      properties: [],
    })
    expect([status, body.category]).toEqual([400, 'VALIDATION_ERROR'])
  },
)

it('reads by id and by unique property, and reports what is missing', async () => {
  const { client, send } = await open({
    records: { contacts: numbered(3, (id) => ({ properties: { email: `c${id}@example.com` } })) },
  })
  const byEmail = await client.crm.contacts.batchApi.read({
    inputs: [{ id: 'c2@example.com' }],
    idProperty: 'email',
    properties: ['email'],
    propertiesWithHistory: [],
  })
  expect(byEmail.results.map((row) => row.id)).toEqual(['2'])
  const missing = await send('POST', '/crm/v3/objects/contacts/batch/read', {
    inputs: [{ id: '1' }, { id: '9' }],
  })
  expect(missing.status).toBe(207)
  expect(missing.body.errors[0].context.ids).toEqual(['9'])
})

it('creates rows apart from failing ones only when every row has a trace id', async () => {
  const { send, state } = await open({
    records: { contacts: [{ id: 1, properties: { email: 'a@example.com' } }] },
  })
  const inputs = ['a@example.com', 'b@example.com'].map((email) => ({ properties: { email } }))
  expect((await send('POST', '/crm/v3/objects/contacts/batch/create', { inputs })).status).toBe(409)
  expect(state.table('contacts').size).toBe(1)
  const traced = inputs.map((input, at) => ({ ...input, objectWriteTraceId: `t${at}` }))
  const { status, body } = await send('POST', '/crm/v3/objects/contacts/batch/create', { inputs: traced })
  expect(status).toBe(207)
  expect(body.results).toEqual([expect.objectContaining({ objectWriteTraceId: 't1' })])
  expect(body.errors[0]).toMatchObject({ category: 'CONFLICT', context: { objectWriteTraceId: ['t0'] } })
})

it('upserts by e-mail address and says which record is new', async () => {
  const { client } = await open({
    records: { contacts: [{ id: 1, properties: { email: 'a@example.com' } }] },
  })
  const inputs = ['a@example.com', 'b@example.com'].map((id) => ({
    id,
    idProperty: 'email',
    properties: { city: 'X' },
  }))
  const { results } = await client.crm.contacts.batchApi.upsert({ inputs })
  expect(results.map((row) => [row.properties.email, row._new])).toEqual([
    ['a@example.com', false],
    ['b@example.com', true],
  ])
})

it('fails an upsert row whose unique value belongs to another record, alone', async () => {
  const { send, control } = await open({
    records: { contacts: numbered(2, (id) => ({ properties: { email: `c${id}@example.com` } })) },
  })
  const inputs = [
    { id: '1', properties: { city: 'X' } },
    { id: '2', properties: { email: 'c1@example.com' } },
  ]
  const { status, body } = await send('POST', '/crm/v3/objects/contacts/batch/upsert', { inputs })
  expect([status, body.errors[0].category, body.errors[0].context.ids]).toEqual([207, 'CONFLICT', ['2']])
  expect(
    control
      .log()
      .at(-1)
      ?.effects.map((effect) => effect.id),
  ).toEqual(['1'])
})
