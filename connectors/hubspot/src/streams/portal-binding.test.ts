import { type HubspotServer, seedSmall, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'
import { portal as act } from '../testing/portal.ts'

const details = '/account-info/v3/details'
const opened: HubspotServer[] = []
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close()
})
const start = Date.parse('2024-03-01T12:00:00Z')

/** A portal whose contacts were last modified `daysAgo` days before the start. */
async function openPortal(portalId: number, ids: readonly number[], daysAgo: number): Promise<HubspotServer> {
  const modifiedAt = start - daysAgo * 86_400_000
  const sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      now: () => start + 1_000,
      account: { portalId },
      seed: (state) =>
        seedSmall(state, { records: { contacts: ids.map((id) => ({ id, modifiedAt: modifiedAt - id })) } }),
    },
  })
  opened.push(sandbox)
  return sandbox
}

const timesAsked = (sandbox: HubspotServer) =>
  sandbox.control.log().filter(({ path }) => path === details).length

test.each([
  ['whose records are newer', 0],
  ['whose records are older', 10],
])('a token of another portal %s changes nothing, and the error says what to do', async (_, daysAgo) => {
  const first = await openPortal(111, [1, 2, 3], 5)
  const connection = connect(first.baseUrl)
  await connection.read('contact')
  const second = await openPortal(222, [5_001, 5_002], daysAgo)
  await act(second.baseUrl, 'PATCH', '/crm/v3/objects/contacts/5001', { properties: { firstname: 'Eve' } })
  const moved = connect(second.baseUrl, { store: connection.store })
  await expect(moved.read('contact')).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/portal 222.*portal 111.*Give hubspot a token of portal 111, or add/),
  })
  expect([...connection.store.live('contact').keys()].toSorted()).toEqual(['1', '2', '3'])
})

test('another mapping does not let another portal in', async () => {
  const first = await openPortal(111, [1], 5)
  const connection = connect(first.baseUrl)
  await connection.read('contact')
  const second = await openPortal(222, [5_001], 5)
  const moved = connect(second.baseUrl, { store: connection.store })
  await expect(moved.read('contact', { selection: { extra: ['city'] } })).rejects.toMatchObject({
    kind: 'config',
  })
})

test('the portal is asked for once in a first reading and not in a run without changes', async () => {
  const sandbox = await openPortal(111, [1, 2, 3], 5)
  const connection = connect(sandbox.baseUrl)
  await connection.read('contact')
  expect(timesAsked(sandbox)).toBe(1)
  await connection.read('contact')
  expect(timesAsked(sandbox)).toBe(1)
})

test('a portal that still shows what was read last is not asked for', async () => {
  const sandbox = await openPortal(111, [1, 2, 3], 5)
  const connection = connect(sandbox.baseUrl)
  await connection.read('contact')
  await act(sandbox.baseUrl, 'PATCH', '/crm/v3/objects/contacts/3', { properties: { firstname: 'Ada' } })
  expect((await connection.read('contact')).upserts).toBe(1)
  expect(timesAsked(sandbox)).toBe(1)
})

test('where HubSpot does not tell the portal, the records are read all the same', async () => {
  const sandbox = await openPortal(111, [1, 2, 3], 5)
  sandbox.control.fail({ path: details, times: 'always', fault: { kind: 'status', status: 403 } })
  const connection = connect(sandbox.baseUrl)
  await connection.read('contact')
  expect(connection.store.live('contact').size).toBe(3)
  expect(connection.store.states.get('contact')).toMatchObject({ portal: null })
})
