import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { SalesforceFault } from './faults.ts'
import { makeId } from './ids.ts'
import { startSalesforce } from './server.ts'
import { clientOf, open, refusal } from './testing/open.ts'

const A = makeId('001', 1)
const seed = { Account: [{ Id: A, Name: 'A' }] }
const records = [{ attributes: { type: 'Account' }, id: A, Phone: '1' }]

it('answers 403 when the calls of 24 hours are used up, until the oldest are a day old', async () => {
  const { client, clock, send } = await open(seed, {
    limits: { daily: 2 },
    app: { sessionMs: 10 * 86_400_000 },
  })
  await client.limits()
  await client.limits()
  const refused = await send('GET', '/limits')
  expect([refused.status, refused.body]).toEqual([
    403,
    [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
  ])
  expect(refused.headers.has('Retry-After')).toBe(false)
  clock.now += 24 * 3_600_000
  expect((await client.limits()).DailyApiRequests).toEqual({ Max: 2, Remaining: 1 })
})

it('answers 403 when too many requests run long', async () => {
  const { control, send, instanceUrl, accessToken } = await open(seed, {
    limits: { concurrentLong: 1, longAfterMs: 0 },
  })
  control.fail({ path: '*/limits', fault: { kind: 'hang' } })
  const stop = new AbortController()
  const headers = { Authorization: `Bearer ${accessToken}` }
  const long = fetch(`${instanceUrl}/services/data/v68.0/limits`, { headers, signal: stop.signal })
  while (control.log().length === 0) await turn()
  const { status, body } = await send('GET', '/limits')
  expect([status, body[0].message]).toEqual([
    403,
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  ])
  stop.abort()
  await expect(long).rejects.toThrow('aborted')
})

it.each<[number, string, SalesforceFault]>([
  [403, 'REQUEST_LIMIT_EXCEEDED', { kind: 'request-limit', limit: 'concurrent' }],
  [401, 'INVALID_SESSION_ID', { kind: 'status', status: 401 }],
  [500, 'UNKNOWN_EXCEPTION', { kind: 'status', status: 500 }],
  [503, 'SERVER_UNAVAILABLE', { kind: 'status', status: 503, retryAfterSeconds: 3 }],
])('answers %i %s once, before anything is written', async (status, errorCode, fault) => {
  const { send, control } = await open(seed)
  control.fail({ method: 'PATCH', path: '*/composite/sobjects', fault })
  const failed = await send('PATCH', '/composite/sobjects', { records })
  expect([failed.status, failed.body[0].errorCode]).toEqual([status, errorCode])
  expect(control.counters()).toMatchObject({ recordsWritten: 0, faultsInjected: 1, failed: 1 })
  expect((await send('PATCH', '/composite/sobjects', { records })).body[0].success).toBe(true)
})

it('resets a connection after the write, which stays', async () => {
  const { send, control, client } = await open(seed)
  control.fail({ method: 'PATCH', path: '*', fault: { kind: 'reset-after-commit' } })
  await expect(send('PATCH', '/composite/sobjects', { records })).rejects.toThrow('fetch failed')
  expect(control.log()).toMatchObject([
    { status: null, fault: 'reset-after-commit', effects: [{ id: A, changed: ['Phone'] }] },
  ])
  expect((await client.query('SELECT Phone FROM Account')).records).toMatchObject([{ Phone: '1' }])
})

it('cuts a body short, and gives a page instead of JSON', async () => {
  const { send, control } = await open(seed)
  control.fail({ path: '*', fault: { kind: 'truncated-body' } })
  await expect(send('GET', '/limits')).rejects.toThrow('terminated')
  control.fail({ path: '*', fault: { kind: 'status', status: 503, body: 'html' } })
  expect((await send('GET', '/limits')).body).toContain('<html>')
})

it('fails the rows it is told to and writes the others', async () => {
  const { client, control } = await open({ Account: [{ Id: A, Name: 'A' }, { Name: 'B' }] })
  const ids = (await client.query('SELECT Id FROM Account')).records.map(({ Id }) => String(Id))
  control.fail({
    path: '*/composite/sobjects',
    fault: {
      kind: 'bad-rows',
      ids: [A],
      statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
      message: 'A flow failed',
    },
  })
  const results = await client.sobject('Account').update(ids.map((Id) => ({ Id, Phone: '1' })))
  expect(results).toMatchObject([
    { errors: [{ statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER' }] },
    { success: true },
  ])
})

it('is controlled over HTTP as well', async () => {
  const { send, client } = await open(seed)
  const rule = { path: '*/limits', fault: { kind: 'status', status: 500 } }
  expect((await send('POST', '//sandbox/faults', rule)).body).toEqual({ active: 1 })
  expect((await send('GET', '/limits')).status).toBe(500)
  expect((await send('GET', '//sandbox/log')).body).toMatchObject([
    { path: '/services/data/v68.0/limits', status: 500 },
  ])
  expect((await send('POST', '//sandbox/faults', { path: '*', fault: { kind: 'flood' } })).status).toBe(400)
  expect((await send('PATCH', '//sandbox/settings', { queryBatchSize: 500 })).body).toMatchObject({
    queryBatchSize: 500,
  })
  expect((await send('DELETE', '//sandbox/log')).status).toBe(204)
  expect((await send('GET', '//sandbox/counters')).body).toMatchObject({ total: 0 })
  await send('POST', '//sandbox/sessions/expire')
  expect((await refusal(client.query('SELECT Id FROM Account'))).errorCode).toBe('INVALID_SESSION_ID')
})

it('keeps the org when its server is closed and another one started', async () => {
  const first = await open(seed)
  await first.send('PATCH', '/composite/sobjects', { records })
  await first.close()
  const second = await startSalesforce({ org: first.org })
  onTestFinished(second.close)
  expect((await clientOf(second).query('SELECT Phone FROM Account')).records).toMatchObject([{ Phone: '1' }])
})
