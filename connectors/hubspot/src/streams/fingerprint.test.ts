import { type HubspotServer, seedSmall, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { type Connection, connect, streamOf } from '../testing/connection.ts'
import { portal } from '../testing/portal.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

const won = { dealstage: 'closedwon', pipeline: 'default', closedate: '2024-01-01T00:00:00Z' }

/** A portal with 120 deals, which is two pages of the list, each with an amount and a net amount. */
async function openDeals(): Promise<Connection> {
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      seed: (state) =>
        seedSmall(state, {
          records: {
            deals: Array.from({ length: 120 }, (_, index) => ({
              id: index + 1,
              properties: { ...won, amount: '100', description: '80' },
            })),
          },
        }),
    },
  })
  return connect(sandbox.baseUrl)
}

const net = { mapping: { amount: 'description' } }
const amounts = (connection: Connection) =>
  new Set([...connection.store.live('deal').values()].map(({ record }) => record.amount))

test('another mapping is applied to every record, not only to those that change', async () => {
  const connection = await openDeals()
  await connection.read('deal')
  expect(amounts(connection)).toEqual(new Set(['100']))
  await connection.read('deal', { selection: net })
  expect(amounts(connection)).toEqual(new Set(['80']))
  expect((await connection.read('deal', { selection: net })).upserts).toBe(0)
})

test('a mapping changed in the middle of a first reading is applied from the first page on', async () => {
  const connection = await openDeals()
  await connection.read('deal', { stopAfter: 105 })
  expect(connection.store.live('deal').size).toBe(100)
  await connection.read('deal', { selection: net })
  expect(amounts(connection)).toEqual(new Set(['80']))
})

test('a further field is read for every record', async () => {
  const connection = await openDeals()
  await connection.read('deal')
  await connection.read('deal', { selection: { extra: ['description'] } })
  const raws = [...connection.store.live('deal').values()].map(({ raw }) => raw?.description)
  expect(new Set(raws)).toEqual(new Set(['80']))
})

test('a mapping that names the default changes nothing', async () => {
  const connection = await openDeals()
  await connection.read('deal')
  const again = await connection.read('deal', { selection: { mapping: { amount: 'amount' } } })
  expect(again.upserts).toBe(0)
})

test('an association label that is set later decides about deals read before', async () => {
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      seed: (state) =>
        seedSmall(state, {
          records: {
            contacts: [{ id: 1 }, { id: 2 }],
            deals: [{ id: 9, properties: { ...won, amount: '1' } }],
          },
          associations: [
            { from: { type: 'deals', id: 9 }, to: { type: 'contacts', id: 1 } },
            { from: { type: 'deals', id: 9 }, to: { type: 'contacts', id: 2 } },
          ],
        }),
    },
  })
  const connection = connect(sandbox.baseUrl)
  await connection.read('deal')
  const labelled = await connection.read('deal', { selection: { associationLabel: 'Buyer' } })
  expect(labelled.upserts).toBe(1)
})

test('a state saved before the mapping was kept goes on where it was', async () => {
  const connection = await openDeals()
  await connection.read('deal')
  const {
    fingerprint,
    portal: _,
    recount,
    ...old
  } = connection.store.states.get('deal') as Record<string, unknown>
  expect([typeof fingerprint, recount]).toEqual(['string', null])
  expect(streamOf('deal').state.parse(old)).toMatchObject({ fingerprint: null, portal: null })
  connection.store.states.set('deal', old)
  expect((await connection.read('deal')).upserts).toBe(0)
  await portal(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/deals/2', { properties: { dealname: 'touched' } })
  await connection.read('deal')
  expect(connection.store.states.get('deal')).toMatchObject({ fingerprint, portal: 1_234_567 })
})

test('a state saved in the middle of a first reading before the mapping was kept goes on where it was', async () => {
  const connection = await openDeals()
  await connection.read('deal', { stopAfter: 105 })
  const {
    fingerprint,
    portal: _,
    archived,
    ...old
  } = connection.store.states.get('deal') as Record<string, unknown>
  expect([typeof fingerprint, typeof archived]).toEqual(['string', 'object'])
  connection.store.states.set('deal', old)
  expect((await connection.read('deal')).upserts).toBe(20)
})
