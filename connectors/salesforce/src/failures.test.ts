import { HttpFailure } from '@rapport/connector'
import { startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { classifyFailure, errorCodesOf } from './failures.ts'
import { connect } from './testing/connection.ts'

const answer = (status: number, errorCode: string, message = 'said', headers: Record<string, string> = {}) =>
  classifyFailure(new HttpFailure(status, headers, [{ errorCode, message }]), 'read Account')

test.each([
  [400, 'INVALID_FIELD', 'config'],
  [400, 'INVALID_TYPE', 'config'],
  [400, 'MALFORMED_QUERY', 'contract'],
  [400, 'INVALID_QUERY_LOCATOR', 'gone'],
  [400, 'UNABLE_TO_LOCK_ROW', 'transient'],
  [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'invalid'],
  [401, 'INVALID_SESSION_ID', 'auth'],
  [403, 'API_DISABLED_FOR_ORG', 'auth'],
  [403, 'INSUFFICIENT_ACCESS', 'auth'],
  [403, 'REQUEST_LIMIT_EXCEEDED', 'rate'],
  [404, 'NOT_FOUND', 'gone'],
  [409, 'INVALID_VERSION', 'conflict'],
  [410, 'UNSUPPORTED_API_VERSION', 'config'],
  [500, 'UNKNOWN_EXCEPTION', 'transient'],
  [503, 'SERVER_UNAVAILABLE', 'transient'],
] as const)('status %i with %s is %s', (status, code, kind) => {
  expect(answer(status, code)).toMatchObject({ kind, status })
})

test('of the two limits with one code, the daily one waits an hour and the concurrent one seconds', () => {
  const daily = answer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  expect(daily).toMatchObject({ kind: 'rate', retryAfterMs: 3_600_000 })
  const concurrent = answer(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests)')
  expect(concurrent).toMatchObject({ kind: 'rate', retryAfterMs: 5_000 })
})

test('Retry-After comes before what is known of a limit', () => {
  const limited = answer(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests', { 'retry-after': '7' })
  expect(limited?.retryAfterMs).toBe(7_000)
})

test('the message holds what was tried, what Salesforce said, and its code', () => {
  expect(answer(400, 'STRING_TOO_LONG', 'data value too large')?.message).toBe(
    'read Account: refused by Salesforce (400): data value too large [STRING_TOO_LONG]',
  )
})

test('an error that is HTML or nothing is still classified', () => {
  expect(classifyFailure(new HttpFailure(503, {}, '<html>'))).toMatchObject({ kind: 'transient' })
  expect(classifyFailure(new HttpFailure(403, {}, ''))).toMatchObject({ kind: 'auth' })
})

test('a retired version is said to be, with what to set', async () => {
  const server = await startSalesforce()
  const connection = connect(server, { settings: { apiVersion: '30.0' } })
  await expect(connection.read('company')).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/retired.*Set apiVersion/),
  })
  await server.close()
})

test.each(['company', 'deal', 'agent'] as const)(
  'a version that the org does not answer to yet is said to be, with what to set: %s',
  async (entity) => {
    const server = await startSalesforce()
    const connection = connect(server, { settings: { apiVersion: '69.0' } })
    await expect(connection.read(entity)).rejects.toMatchObject({
      kind: 'config',
      status: 404,
      message: expect.stringMatching(/no version 69\.0 of the API: set apiVersion to one that/),
    })
    await server.close()
  },
)

test('the code of an error is found again behind the redaction of its causes', async () => {
  const server = await startSalesforce()
  const fault = {
    kind: 'status',
    status: 400,
    errorCode: 'INVALID_FIELD',
    message: 'No such column',
  } as const
  server.control.fail({ path: '*/queryAll', fault, times: 'always' })
  const failure = await connect(server)
    .read('company')
    .catch((error: unknown) => error)
  expect(errorCodesOf(failure)).toEqual(['INVALID_FIELD'])
  await server.close()
})
