import { type HubspotServer, loadRecord, seedSmall, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { type Connection, connect } from '../testing/connection.ts'
import { portal } from '../testing/portal.ts'

let sandbox: HubspotServer
let clock = Date.parse('2024-03-01T12:00:00Z')
afterEach(() => sandbox.close())

/** A portal with `count` contacts, modified one minute apart unless they share a time. */
async function openContacts(count: number, sharedTime?: number): Promise<Connection> {
  clock = Date.parse('2024-03-01T12:00:00Z')
  sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      now: () => clock,
      seed: (state) =>
        seedSmall(state, {
          records: {
            contacts: Array.from({ length: count }, (_, index) => ({
              id: index + 1,
              properties: { email: `c${index + 1}@example.com` },
              modifiedAt: sharedTime ?? clock - (count - index) * 60_000,
            })),
          },
        }),
    },
  })
  return connect(sandbox.baseUrl)
}

const contactPath = (id: number | string): string => `/crm/v3/objects/contacts/${id}`

async function rename(id: number, firstname: string): Promise<void> {
  clock += 1_000
  await portal(sandbox.baseUrl, 'PATCH', contactPath(id), { properties: { firstname } })
}

test('an unchanged run costs two calls and yields no record', async () => {
  const connection = await openContacts(250)
  await connection.read('contact')
  const again = await connection.read('contact')
  expect(again.changes.map((change) => change.type)).toEqual(['checkpoint', 'checkpoint'])
  expect(again.calls).toBe(2)
})

test('an empty run does not move the cursor', async () => {
  const connection = await openContacts(3)
  await connection.read('contact')
  const before = connection.store.states.get('contact')
  clock += 86_400_000
  await connection.read('contact')
  expect(connection.store.states.get('contact')).toEqual(before)
})

test('a run reads what changed since the last one', async () => {
  const connection = await openContacts(250)
  await connection.read('contact')
  await rename(7, 'Ada')
  const report = await connection.read('contact')
  expect(report.upserts).toBe(1)
  expect(connection.store.live('contact').get('7')?.record.name).toBe('Ada')
})

test('a portal that was empty at first is read once it has records', async () => {
  const connection = await openContacts(0)
  await connection.read('contact')
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts', {
    properties: { email: 'first@example.com' },
  })
  await connection.read('contact')
  expect(connection.store.live('contact').size).toBe(1)
})

test.each([1, 200, 400, 650])(
  'after %i writes a run costs at most 3 + writes/200 calls, then 3',
  async (writes) => {
    const connection = await openContacts(1_000)
    await connection.read('contact')
    for (let id = 1; id <= writes; id += 100) {
      clock += 250
      const inputs = Array.from({ length: Math.min(100, writes - id + 1) }, (_, index) => ({
        id: String(id + index),
        properties: { city: 'Vienna' },
      }))
      await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts/batch/update', { inputs })
    }
    const after = await connection.read('contact')
    expect(after.upserts).toBeGreaterThanOrEqual(writes)
    expect(after.calls).toBeLessThanOrEqual(3 + Math.ceil(writes / 200))
    expect((await connection.read('contact')).calls).toBeLessThanOrEqual(3)
  },
)

test('10,500 changes with one modified time are all read', { timeout: 60_000 }, async () => {
  const connection = await openContacts(20)
  await connection.read('contact')
  clock += 60_000
  for (let id = 1_001; id <= 11_500; id++) {
    loadRecord(sandbox.state, 'contacts', { id, properties: {}, createdAt: clock, modifiedAt: clock })
  }
  const report = await connection.read('contact')
  expect(connection.store.live('contact').size).toBe(10_520)
  // 53 pages, the first of them twice, and the usual ones.
  expect(report.calls).toBeLessThanOrEqual(60)
  expect((await connection.read('contact')).calls).toBe(3)
})

test('a bulk edit with more than 10,000 modified times is all read', { timeout: 60_000 }, async () => {
  const connection = await openContacts(20)
  await connection.read('contact')
  for (let index = 0; index < 12_000; index++) {
    const at = clock + 1_000 + Math.floor(index / 3)
    loadRecord(sandbox.state, 'contacts', {
      id: 1_001 + index,
      properties: {},
      createdAt: at,
      modifiedAt: at,
    })
  }
  const report = await connection.read('contact')
  expect(connection.store.live('contact').size).toBe(12_020)
  expect(report.calls).toBeLessThanOrEqual(65)
})

test('a run killed anywhere in a large change goes on and ends with every record', {
  timeout: 60_000,
}, async () => {
  const connection = await openContacts(20)
  await connection.read('contact')
  for (let index = 0; index < 1_500; index++) {
    const at = clock + 1_000 + (index < 700 ? 0 : index)
    loadRecord(sandbox.state, 'contacts', {
      id: 1_001 + index,
      properties: {},
      createdAt: at,
      modifiedAt: at,
    })
  }
  for (let round = 0; round < 20; round++) await connection.read('contact', { stopAfter: 290 })
  await connection.read('contact')
  expect(connection.store.live('contact').size).toBe(1_520)
})

test('a backfill killed in the middle goes on from its last page', async () => {
  const connection = await openContacts(350)
  await connection.read('contact', { stopAfter: 250 })
  expect(connection.store.live('contact').size).toBe(200)
  const rest = await connection.read('contact')
  expect(rest.upserts).toBe(150)
  expect(connection.store.live('contact').size).toBe(350)
})

test('a record that the index shows late is found by counting', async () => {
  const connection = await openContacts(50)
  await connection.read('contact')
  const at = clock - 90_000
  loadRecord(sandbox.state, 'contacts', { id: 9_001, properties: {}, createdAt: at, modifiedAt: at })
  const report = await connection.read('contact')
  expect(connection.store.live('contact').has('9001')).toBe(true)
  expect(report.upserts).toBeLessThanOrEqual(4)
  expect((await connection.read('contact')).calls).toBe(2)
})

test('a record that changed twice and shows late is found, although the number of records is the same', async () => {
  const connection = await openContacts(50)
  await connection.read('contact')
  await rename(3, 'Once')
  await rename(4, 'Later')
  await connection.read('contact')
  const record = sandbox.state.table('contacts').get(3)!
  const properties = { ...record.properties, firstname: 'Twice' }
  sandbox.state.transact(() =>
    sandbox.state.commit({
      op: 'record',
      type: 'contacts',
      record: { ...record, properties, modifiedAt: record.modifiedAt + 500 },
    }),
  )
  const report = await connection.read('contact')
  expect(connection.store.live('contact').get('3')?.record.name).toBe('Twice')
  // The usual two, the record by its id, and the portal it came from.
  expect(report.calls).toBe(4)
})

test('a late record is still found after the run that should have found it was killed', async () => {
  const connection = await openContacts(50)
  await connection.read('contact')
  const late = clock - 90_000
  loadRecord(sandbox.state, 'contacts', { id: 9_001, properties: {}, createdAt: late, modifiedAt: late })
  clock += 3_600_000
  await rename(3, 'Ada')
  await connection.read('contact', { stopAfter: 2 })
  await connection.read('contact')
  expect(connection.store.live('contact').has('9001')).toBe(true)
})

test('a late record in a large window is found without reading the window', { timeout: 60_000 }, async () => {
  const connection = await openContacts(10)
  await connection.read('contact')
  for (let index = 0; index < 4_000; index++) {
    const at = clock + 1_000 + index * 20
    loadRecord(sandbox.state, 'contacts', {
      id: 10_001 + index,
      properties: {},
      createdAt: at,
      modifiedAt: at,
    })
  }
  await connection.read('contact')
  const late = clock + 31_005
  loadRecord(sandbox.state, 'contacts', { id: 99_999, properties: {}, createdAt: late, modifiedAt: late })
  const report = await connection.read('contact')
  expect(connection.store.live('contact').has('99999')).toBe(true)
  expect(report.calls).toBeLessThanOrEqual(15)
})

test('an archived record becomes a delete with its time, once', async () => {
  const connection = await openContacts(5)
  await connection.read('contact')
  clock += 1_000
  await portal(sandbox.baseUrl, 'DELETE', contactPath(2))
  const report = await connection.read('contact')
  const deletes = report.changes.filter((change) => change.type === 'delete')
  expect(deletes).toEqual([{ type: 'delete', id: '2', at: new Date(clock).toISOString() }])
  const again = await connection.read('contact')
  expect(again.changes.some((change) => change.type === 'delete')).toBe(false)
  expect(again.calls).toBe(2)
})

test('a restored record comes back although its modified time did not move', async () => {
  const connection = await openContacts(300)
  await connection.read('contact')
  await portal(sandbox.baseUrl, 'DELETE', contactPath(40))
  await connection.read('contact')
  expect(connection.store.live('contact').has('40')).toBe(false)
  restore(40)
  await connection.read('contact')
  expect(connection.store.live('contact').has('40')).toBe(true)
  expect((await connection.read('contact')).calls).toBe(3)
})

test('a restored record is found although another was archived at the same time', async () => {
  const connection = await openContacts(300)
  await connection.read('contact')
  await portal(sandbox.baseUrl, 'DELETE', contactPath(40))
  await connection.read('contact')
  restore(40)
  clock += 1_000
  await portal(sandbox.baseUrl, 'DELETE', contactPath(41))
  await connection.read('contact')
  expect(connection.store.live('contact').has('40')).toBe(true)
  expect(connection.store.live('contact').has('41')).toBe(false)
})

test('a merge names the survivor, after its new values', async () => {
  const connection = await openContacts(5)
  await connection.read('contact')
  clock += 1_000
  await portal(sandbox.baseUrl, 'POST', '/crm/v3/objects/contacts/merge', {
    primaryObjectId: '1',
    objectIdToMerge: '4',
  })
  const report = await connection.read('contact')
  const kinds = report.changes.map((change) => change.type)
  expect(kinds.indexOf('upsert')).toBeLessThan(kinds.indexOf('merge'))
  expect(report.changes.find((change) => change.type === 'merge')).toMatchObject({ id: '4', into: '1' })
  expect((await connection.read('contact')).calls).toBe(2)
})

test('the state stays small however much was read', { timeout: 60_000 }, async () => {
  const connection = await openContacts(11_000, Date.parse('2024-02-01T00:00:00Z'))
  const report = await connection.read('contact')
  const sizes = report.changes
    .filter((change) => change.type === 'checkpoint')
    .map((change) => JSON.stringify(change.state).length)
  expect(Math.max(...sizes)).toBeLessThan(600)
  expect((await connection.read('contact')).calls).toBe(2)
})

function restore(id: number): void {
  const archived = sandbox.state.table('contacts').get(id)!
  sandbox.state.transact(() =>
    sandbox.state.commit({ op: 'record', type: 'contacts', record: { ...archived, archivedAt: null } }),
  )
}
