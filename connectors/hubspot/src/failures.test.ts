import { createContext, HttpFailure, Redactor, staticToken } from '@rapport/connector'
import { expect, test } from 'vitest'
import { classifyFailure } from './failures.ts'
import { hubspot } from './index.ts'
import { freeBudgets } from './testing/connection.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  classifyFailure(new HttpFailure(status, headers, body), 'list contacts')

test.each([
  [400, 'invalid', 'none'],
  [401, 'auth', 'none'],
  [403, 'auth', 'none'],
  [404, 'gone', 'none'],
  [409, 'conflict', 'none'],
  [414, 'invalid', 'none'],
  [423, 'transient', 'none'],
  [429, 'rate', 'none'],
  [477, 'transient', 'none'],
  [500, 'transient', 'unknown'],
  [502, 'transient', 'unknown'],
  [503, 'transient', 'unknown'],
  [504, 'transient', 'unknown'],
  [521, 'transient', 'unknown'],
  [523, 'transient', 'unknown'],
  [524, 'transient', 'unknown'],
] as const)('status %i is %s, its outcome %s', (status, kind, outcome) => {
  expect(answer(status, '')).toMatchObject({ kind, outcome, status })
})

test('a locked record waits two seconds, a moving account as long as HubSpot says', () => {
  expect(answer(423, {})?.retryAfterMs).toBe(2_000)
  expect(answer(477, {}, { 'retry-after': '30' })?.retryAfterMs).toBe(30_000)
})

test('the daily limit waits until midnight by the clock of the answer', () => {
  const failure = answer(429, { policyName: 'DAILY' }, { date: 'Fri, 01 Mar 2024 18:00:00 GMT' })
  expect(failure?.retryAfterMs).toBe(6 * 3_600_000)
})

test('a missing scope is named', () => {
  const errors = [{ message: 'x', context: { requiredGranularScopes: ['crm.objects.deals.read'] } }]
  const failure = answer(403, { category: 'MISSING_SCOPES', errors })
  expect(failure?.message).toContain('crm.objects.deals.read')
})

test('a property that does not exist is a setting, named from either place HubSpot writes it', () => {
  const details = [{ isValid: false, message: 'gone', error: 'PROPERTY_DOESNT_EXIST', name: 'rapport_clv' }]
  const inMessage = answer(400, { message: `Property values were not valid: ${JSON.stringify(details)}` })
  const errors = [{ message: 'Property "rapport_clv" does not exist', code: 'PROPERTY_DOESNT_EXIST' }]
  for (const failure of [inMessage, answer(400, { message: 'no', errors })]) {
    expect(failure).toMatchObject({ kind: 'config', message: expect.stringContaining('"rapport_clv"') })
  }
})

test("a refused value keeps HubSpot's reason and the property's name", () => {
  const errors = [
    { message: 'abc was not a valid number.', code: 'INVALID_LONG', context: { propertyName: ['amount'] } },
  ]
  expect(answer(400, { message: 'Property values were not valid', errors })?.message).toBe(
    'list contacts: refused by HubSpot (400): Property values were not valid (amount: abc was not a valid number.)',
  )
})

const socketError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code} happened`), { code, ...more })

test.each([
  ['ECONNREFUSED', 'none'],
  ['ENOTFOUND', 'none'],
  ['EAI_AGAIN', 'none'],
  ['ECONNRESET', 'unknown'],
  ['ETIMEDOUT', 'unknown'],
  ['EPIPE', 'unknown'],
  ['UND_ERR_SOCKET', 'unknown'],
] as const)(
  'a connection that failed with %s has the outcome %s, as core says too',
  async (code, outcome) => {
    const thrown = new TypeError('fetch failed', { cause: socketError(code) })
    expect(classifyFailure(thrown)).toMatchObject({ kind: 'transient', outcome })
    expect(await byCore(thrown)).toMatchObject({ kind: 'transient', outcome })
  },
)

/** What core makes of an error for a connector that does not classify it. */
async function byCore(thrown: Error): Promise<unknown> {
  const { classify: _ours, ...bare } = hubspot
  const ctx = createContext({
    connector: bare,
    connection: 'hubspot',
    settings: hubspot.settings.parse({}),
    credentials: staticToken('token', 'env:TOKEN'),
    budgets: freeBudgets,
    redactor: new Redactor(),
    signal: new AbortController().signal,
    countStored: async () => 0,
    attempts: 1,
  })
  const options = { budget: 'general', effect: 'write', operation: 'write contacts' } as const
  return ctx.call(options, () => Promise.reject(thrown)).catch((error) => error)
}

test('a failed connection names the call, the host and what to do', () => {
  const refused = socketError('ECONNREFUSED', { address: '127.0.0.1', port: 9 })
  const unknown = socketError('ENOTFOUND', { hostname: 'api.hubapi.com' })
  const advice = 'check the network and status.hubspot.com, then run again: it goes on where it stopped'
  const said = (cause: unknown) =>
    classifyFailure(new TypeError('fetch failed', { cause }), 'list contacts')?.message
  expect(said(refused)).toBe(
    `list contacts: the connection to HubSpot failed (127.0.0.1:9, ECONNREFUSED): ${advice}`,
  )
  expect(said(unknown)).toBe(
    `list contacts: the connection to HubSpot failed (api.hubapi.com, ENOTFOUND): ${advice}`,
  )
  expect(said(new AggregateError([refused, unknown]))).toContain('(127.0.0.1:9, ECONNREFUSED)')
})

test('a request of axios is named without its query', () => {
  const config = { method: 'get', url: 'https://api.hubapi.com/crm/v3/owners?email=ada@example.com' }
  expect(classifyFailure(socketError('ECONNRESET', { config }))?.message).toMatch(
    /^GET \/crm\/v3\/owners: the connection to HubSpot failed \(api\.hubapi\.com, ECONNRESET\): /,
  )
})

test('a failed connection may have been served', () => {
  const failed = new TypeError('fetch failed', {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  })
  expect(classifyFailure(failed)).toMatchObject({ kind: 'transient', outcome: 'unknown', cause: failed })
})

test('what the client throws for an answer without content type is a failure of HubSpot', () => {
  const thrown = new Error('Cannot parse content. No Content-Type defined.')
  expect(classifyFailure(thrown)).toMatchObject({ kind: 'transient', outcome: 'unknown' })
})

test('an error of our own is left to the caller', () => {
  expect(classifyFailure(new TypeError('x is not a function'))).toBeUndefined()
})
