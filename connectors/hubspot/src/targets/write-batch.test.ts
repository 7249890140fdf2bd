import type { TargetField, Write } from '@rapport/connector'
import {
  type Fault,
  type HubspotOptions,
  type HubspotServer,
  seedSmall,
  startSandbox,
} from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { type Connection, connect } from '../testing/connection.ts'
import { portal } from '../testing/portal.ts'
import { contactTarget } from './contact.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

const fields: TargetField[] = [
  { name: 'clv', type: 'currency', label: 'CLV', description: 'Value', decimals: 2 },
  { name: 'alive', type: 'percent', label: 'Alive', description: 'Share', decimals: 4 },
  { name: 'scored_at', type: 'datetime', label: 'Scored', description: 'When', decimals: null },
  { name: 'key_account', type: 'yesno', label: 'Key', description: 'Key account', decimals: null },
  {
    name: 'segment',
    type: 'enumeration',
    label: 'Segment',
    description: 'Segment',
    decimals: null,
    options: ['loyal'],
  },
]
const updatePath = '/crm/v3/objects/contacts/batch/update'

/** A portal with 100 contacts, ids 1 to 100, and the fields in place. */
async function open(options: HubspotOptions = {}): Promise<Connection> {
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      seed: (state) =>
        seedSmall(state, {
          records: { contacts: Array.from({ length: 100 }, (_, index) => ({ id: index + 1 })) },
        }),
      ...options,
    },
  })
  const connection = connect(sandbox.baseUrl)
  await contactTarget.ensureFields(connection.ctx, fields)
  sandbox.control.resetLog()
  return connection
}

const everyone = (): Write[] =>
  Array.from({ length: 100 }, (_, index) => ({ id: String(index + 1), values: { clv: index } }))

const stored = (id: number) => sandbox.state.table('contacts').get(id)?.properties

test('a batch is written with one call and read back as it was meant', async () => {
  const { ctx } = await open()
  const values = {
    clv: 182.5,
    alive: 0.97,
    scored_at: '2024-03-01T12:00:00.000Z',
    key_account: 'yes',
    segment: 'loyal',
  }
  const results = await contactTarget.write(ctx, [{ id: '1', values }], fields)
  expect(results).toMatchObject([{ id: '1', ok: true, modifiedAt: expect.stringMatching(/^20\d\d-.*Z$/) }])
  expect(sandbox.control.counters().write).toBe(1)
  expect((await contactTarget.current(ctx, ['1', '2'], fields)).get('1')).toEqual(values)
})

test('results come in the order of the batch', async () => {
  const { ctx } = await open()
  const batch = everyone().reverse()
  const results = await contactTarget.write(ctx, batch, fields)
  expect(results.map(({ id }) => id)).toEqual(batch.map(({ id }) => id))
  expect(results.every(({ ok }) => ok)).toBe(true)
})

test('null clears a field', async () => {
  const { ctx } = await open()
  await contactTarget.write(ctx, [{ id: '1', values: { clv: 5 } }], fields)
  await contactTarget.write(ctx, [{ id: '1', values: { clv: null } }], fields)
  expect(stored(1)?.rapport_clv).toBeUndefined()
  expect((await contactTarget.current(ctx, ['1'], fields)).get('1')?.clv).toBeNull()
})

test('records that do not exist are not in what the CRM holds', async () => {
  const { ctx } = await open()
  const current = await contactTarget.current(ctx, ['1', '9999'], fields)
  expect([...current.keys()]).toEqual(['1'])
})

test('an archived, a merged and an unknown record are gone, and the others are written', async () => {
  const { ctx } = await open()
  await portal(sandbox.baseUrl, 'DELETE', '/crm/v3/objects/contacts/3')
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts/merge', {
    primaryObjectId: '1',
    objectIdToMerge: '4',
  })
  const batch = ['1', '3', '4', '9999'].map((id) => ({ id, values: { clv: 7 } }))
  const results = await contactTarget.write(ctx, batch, fields)
  expect(results).toMatchObject([
    { id: '1', ok: true },
    { id: '3', ok: false, error: { kind: 'gone' } },
    { id: '4', ok: false, error: { kind: 'gone' } },
    { id: '9999', ok: false, error: { kind: 'gone' } },
  ])
})

test('a row that HubSpot refuses in a 207 fails alone with its reason', async () => {
  const { ctx } = await open()
  const fault: Fault = { kind: 'bad-rows', ids: ['42'], message: 'a workflow forbids it' }
  sandbox.control.fail({ path: updatePath, fault })
  const results = await contactTarget.write(ctx, everyone(), fields)
  expect(results.filter(({ ok }) => !ok)).toMatchObject([
    { id: '42', error: { kind: 'invalid', message: expect.stringContaining('a workflow forbids it') } },
  ])
  expect(stored(43)?.rapport_clv).toBe('42')
})

test('a bad value that refuses the whole batch is found by halving', async () => {
  const { ctx } = await open()
  const batch = everyone()
  batch[37] = { id: '38', values: { segment: 'unheard of' } }
  const results = await contactTarget.write(ctx, batch, fields)
  expect(results.filter(({ ok }) => !ok)).toMatchObject([
    { id: '38', error: { kind: 'invalid', message: expect.stringContaining('rapport_segment') } },
  ])
  expect(sandbox.control.counters().recordsWritten).toBe(99)
  // 1 + 2 per halving: 100, 50, 25, 13, 7, 4, 2, 1.
  expect(sandbox.control.counters().write).toBeLessThanOrEqual(15)
})

test('an id that stands twice is sent once, with the later value', async () => {
  const { ctx } = await open()
  const batch = [
    { id: '1', values: { clv: 1, alive: 0.5 } },
    { id: '2', values: { clv: 2 } },
    { id: '1', values: { clv: 3 } },
  ]
  const results = await contactTarget.write(ctx, batch, fields)
  expect(results.map(({ id, ok }) => [id, ok])).toEqual([
    ['1', true],
    ['2', true],
    ['1', true],
  ])
  expect(stored(1)).toMatchObject({ rapport_clv: '3', rapport_alive: '0.5' })
})

test('a property that does not exist is a setting, not the fault of a hundred rows', async () => {
  const { ctx } = await open()
  await portal(sandbox.baseUrl, 'DELETE', '/crm/v3/properties/contacts/rapport_clv')
  await expect(contactTarget.write(ctx, everyone(), fields)).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('"rapport_clv"'),
  })
})

test('a connection lost after the commit is an unknown outcome and is not sent again', async () => {
  const { ctx } = await open()
  sandbox.control.fail({ path: updatePath, fault: { kind: 'reset-after-commit' } })
  await expect(contactTarget.write(ctx, everyone(), fields)).rejects.toMatchObject({
    kind: 'transient',
    outcome: 'unknown',
  })
  expect(sandbox.control.counters().recordsWritten).toBe(100)
})

test('a connection lost in the second half leaves the first half written and the rest unknown', async () => {
  const { ctx } = await open()
  const batch = everyone()
  batch[0] = { id: '1', values: { segment: 'unheard of' } }
  sandbox.control.fail({ path: updatePath, skip: 14, fault: { kind: 'reset-after-commit' } })
  const results = await contactTarget.write(ctx, batch, fields)
  const failed = results.filter((result) => !result.ok)
  expect(failed[0]).toMatchObject({ id: '1', error: { kind: 'invalid' } })
  const unknown = failed.slice(1)
  expect(unknown.length).toBe(50)
  for (const { error } of unknown) expect(error).toMatchObject({ kind: 'transient', outcome: 'unknown' })
})
