import { expect, it } from 'vitest'
import type { Fault } from './faults.ts'
import { open, refusal } from './testing/open.ts'

const seed = { records: { contacts: [{ id: 1 }, { id: 2 }] } }
const update = '/crm/v3/objects/contacts/batch/update'
const inputs = [
  { id: '1', properties: { city: 'Bonn' } },
  { id: '2', properties: { city: 'Ulm' } },
]

it.each<[number, Fault]>([
  [429, { kind: 'rate-limit', retryAfterSeconds: 2 }],
  [500, { kind: 'status', status: 500 }],
  [423, { kind: 'status', status: 423 }],
  [477, { kind: 'status', status: 477, retryAfterSeconds: 5 }],
])('answers %i once before anything is written', async (status, fault) => {
  const { send, control } = await open(seed)
  control.fail({ method: 'POST', path: '/crm/v3/objects/*/batch/update', fault })
  const failed = await send('POST', update, { inputs })
  expect(failed.status).toBe(status)
  expect(failed.body.status).toBe('error')
  const seconds = 'retryAfterSeconds' in fault ? String(fault.retryAfterSeconds) : null
  expect(failed.headers.get('Retry-After')).toBe(seconds)
  expect(control.counters()).toMatchObject({ recordsWritten: 0, faultsInjected: 1 })
  expect((await send('POST', update, { inputs })).status).toBe(200)
})

it('gives a 503 without content type, which the vendor client cannot parse', async () => {
  const { client, control } = await open(seed)
  control.fail({ path: '*', fault: { kind: 'status', status: 503, body: 'none' } })
  await expect(client.crm.contacts.basicApi.getPage()).rejects.toThrow('No Content-Type defined')
})

it('cuts a body short', async () => {
  const { client, control } = await open(seed)
  control.fail({ path: '/crm/v3/objects/contacts', fault: { kind: 'truncated-body' } })
  await expect(client.crm.contacts.basicApi.getPage()).rejects.toThrow('terminated')
})

it('resets a connection before the write', async () => {
  const { client, control } = await open(seed)
  control.fail({ path: update, fault: { kind: 'reset' } })
  await expect(client.crm.contacts.batchApi.update({ inputs })).rejects.toThrow('fetch failed')
  expect(control.log()).toMatchObject([{ status: null, fault: 'reset', effects: [] }])
})

it('resets a connection after the write, which stays', async () => {
  const { client, control } = await open(seed)
  control.fail({ path: update, fault: { kind: 'reset-after-commit' } })
  await expect(client.crm.contacts.batchApi.update({ inputs })).rejects.toThrow('fetch failed')
  expect(control.counters()).toMatchObject({ recordsWritten: 2, recordsChanged: 2 })
  expect((await client.crm.contacts.basicApi.getById('2', ['city'])).properties.city).toBe('Ulm')
})

it('hangs until the client gives up', async () => {
  const { baseUrl, control } = await open(seed)
  control.fail({ path: '*', fault: { kind: 'hang' } })
  const stop = new AbortController()
  const call = fetch(`${baseUrl}/crm/v3/objects/contacts`, { signal: stop.signal })
  while (control.log().length === 0) await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  await expect(call).rejects.toThrow('aborted')
})

it('fails the given rows of a batch update and writes the others', async () => {
  const { send, control } = await open(seed)
  control.fail({ path: update, fault: { kind: 'bad-rows', ids: ['1'], message: 'Locked by a workflow' } })
  const { status, body } = await send('POST', update, { inputs })
  expect(status).toBe(207)
  expect(body.results.map((row: { id: string }) => row.id)).toEqual(['2'])
  expect(body.errors[0]).toMatchObject({ message: 'Locked by a workflow', context: { ids: ['1'] } })
})

it('skips, counts and ends as the rule says, and can be called off', async () => {
  const { send, control } = await open(seed)
  control.fail({ path: '/crm/v3/owners', skip: 1, times: 2, fault: { kind: 'status', status: 502 } })
  const statuses: number[] = []
  for (let call = 0; call < 4; call += 1) statuses.push((await send('GET', '/crm/v3/owners')).status)
  expect(statuses).toEqual([200, 502, 502, 200])
  control.fail({ path: '*', times: 'always', fault: { kind: 'status', status: 500 } })
  control.clearFaults()
  expect((await send('GET', '/crm/v3/owners')).status).toBe(200)
})

it('is controlled over HTTP as well', async () => {
  const { send, client } = await open(seed)
  const rule = { path: '/crm/v3/owners', fault: { kind: 'status', status: 500 } }
  expect((await send('POST', '/sandbox/faults', rule)).body).toEqual({ active: 1 })
  expect((await refusal(client.crm.owners.ownersApi.getPage())).code).toBe(500)
  expect((await send('GET', '/sandbox/log')).body).toMatchObject([
    { path: '/crm/v3/owners', status: 500, effects: [] },
  ])
  const [call] = (await send('GET', '/sandbox/log?effects=none')).body as Record<string, unknown>[]
  expect(call).toMatchObject({ path: '/crm/v3/owners', status: 500 })
  expect(call).not.toHaveProperty('effects')
  expect((await send('POST', '/sandbox/faults', { path: '*', fault: { kind: 'flood' } })).status).toBe(400)
  expect(
    (await send('PATCH', '/sandbox/settings', { latencyMs: 1, onInvalidValue: 'row-error' })).body,
  ).toMatchObject({
    latencyMs: 1,
    onInvalidValue: 'row-error',
  })
  expect((await send('DELETE', '/sandbox/log')).status).toBe(204)
  expect((await send('GET', '/sandbox/counters')).body).toMatchObject({ total: 0, faultsInjected: 0 })
})
