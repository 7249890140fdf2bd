import { Client } from '@hubspot/api-client'
import { type Budgets, type LimitReading, refreshingToken } from '@rapport/connector'
import { type Fault, type HubspotOptions, type HubspotServer, startSandbox } from '@rapport/sandbox'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { listRecords } from './objects.ts'
import { paths } from './paths.ts'
import { connect, freeBudgets } from './testing/connection.ts'

let sandbox: HubspotServer
afterEach(() => sandbox.close())

async function open(options: HubspotOptions = {}): Promise<void> {
  sandbox = await startSandbox({ hubspot: { seed: 'cdnow-sample', ...options } })
}

const listPath = '/crm/v3/objects/contacts'
const list = (connection = connect(sandbox.baseUrl)) =>
  listRecords(connection.ctx, 'contacts', { after: null, properties: ['email'] })

test('live headers raise the general budget, and tell what is left of the day', async () => {
  await open({ limits: 'professional' })
  const readings: LimitReading[] = []
  const budgets: Budgets = {
    ...freeBudgets,
    observe: async (_, reading) => {
      readings.push(reading)
    },
  }
  await list(connect(sandbox.baseUrl, { budgets }))
  expect(readings).toEqual([
    { budget: 'general', requests: 190, perMs: 10_000, remaining: 189 },
    { budget: 'daily', requests: 625_000, remaining: 624_999 },
  ])
})

const transientFaults: [string, Fault][] = [
  ['a reset', { kind: 'reset' }],
  ['a body cut in the middle', { kind: 'truncated-body' }],
  ['a 502 without content type', { kind: 'status', status: 502, body: 'none' }],
  ['a 503', { kind: 'status', status: 503 }],
  ['a 524', { kind: 'status', status: 524 }],
  ['a 477', { kind: 'status', status: 477 }],
  ['a 429', { kind: 'rate-limit', policyName: 'TEN_SECONDLY_ROLLING' }],
]
test.each(transientFaults)('after %s a read is tried again', async (_, fault) => {
  await open()
  sandbox.control.fail({ path: listPath, fault })
  expect((await list()).records).toHaveLength(100)
  expect(sandbox.control.counters().total).toBe(2)
})

test('limiter and retries of another client in the process do not act on ours', async () => {
  await open()
  new Client({ limiterOptions: { maxConcurrent: 1, minTime: 3_600_000 }, numberOfApiCallRetries: 6 })
  sandbox.control.fail({ path: listPath, skip: 1, fault: { kind: 'status', status: 500 } })
  await list()
  await expect(list(connect(sandbox.baseUrl, { attempts: 1 }))).rejects.toMatchObject({ kind: 'transient' })
  expect(sandbox.control.counters().total).toBe(2)
})

test('a 429 empties the shared budget, for as long as HubSpot says', async () => {
  await open()
  const waits: [string, number][] = []
  const budgets: Budgets = {
    ...freeBudgets,
    exhaust: async ({ name }, forMs) => {
      waits.push([name, forMs])
    },
  }
  const fault: Fault = { kind: 'rate-limit', policyName: 'TEN_SECONDLY_ROLLING', retryAfterSeconds: 3 }
  sandbox.control.fail({ path: listPath, fault })
  await list(connect(sandbox.baseUrl, { budgets }))
  expect(waits).toEqual([['general', 3_000]])
})

test('the daily limit ends the run and says when to come back', async () => {
  await open()
  sandbox.control.fail({
    path: listPath,
    fault: { kind: 'rate-limit', policyName: 'DAILY' },
    times: 'always',
  })
  const failure = await list(connect(sandbox.baseUrl, { longestWaitMs: 0 })).catch((error) => error)
  expect(failure).toMatchObject({ kind: 'rate', message: expect.stringContaining('midnight') })
  expect(failure.retryAfterMs).toBeGreaterThan(0)
  expect(failure.retryAfterMs).toBeLessThanOrEqual(86_400_000)
  expect(sandbox.control.counters().total).toBe(1)
})

test('a token that was taken back is a matter for the admin', async () => {
  await open()
  sandbox.control.revokeToken('sandbox-token')
  await expect(list()).rejects.toMatchObject({ kind: 'auth' })
})

test('a missing scope is named', async () => {
  await open({ tokens: [{ token: 'sandbox-token', scopes: ['crm.objects.deals.read'] }] })
  await expect(list()).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('crm.objects.contacts.read'),
  })
})

test('an expired OAuth token is refreshed once and the call succeeds', async () => {
  await open({ oauthApps: [{ clientId: 'app', clientSecret: 'secret', refreshToken: 'refresh' }] })
  const credentials = refreshingToken(async () => {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'app',
      client_secret: 'secret',
      refresh_token: 'refresh',
    })
    const url = `${sandbox.baseUrl}${paths.oauthToken}`
    const answer = await (await fetch(url, { method: 'POST', body: form })).json()
    const grant = z.object({ access_token: z.string(), expires_in: z.number() }).parse(answer)
    return { accessToken: grant.access_token, expiresInMs: grant.expires_in * 1000 }
  }, Date.now)
  const connection = connect(sandbox.baseUrl, { credentials })
  await list(connection)
  sandbox.control.expireTokens()
  expect((await list(connection)).records).toHaveLength(100)
  expect(sandbox.control.counters().tokensIssued).toBe(2)
})
