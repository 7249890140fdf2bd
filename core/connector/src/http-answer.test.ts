import { describe, expect, test } from 'vitest'
import { classifyStatus, HttpFailure, retryAfterMs } from './http-answer.ts'

const now = Date.parse('2024-03-04T10:00:00Z')

describe('Retry-After', () => {
  test.each([
    ['7', 7000],
    ['0', 0],
    ['0.5', 500],
    ['-3', 0],
    ['Mon, 04 Mar 2024 10:01:30 GMT', 90_000],
    ['Mon, 04 Mar 2024 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ])('%j is %j ms', (value, ms) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(ms)
  })

  test('that is missing says nothing', () => {
    expect(retryAfterMs({}, now)).toBeUndefined()
  })
})

describe('a status', () => {
  test.each([
    [301, 'config', 'none'],
    [400, 'invalid', 'none'],
    [401, 'auth', 'none'],
    [403, 'auth', 'none'],
    [404, 'gone', 'none'],
    [408, 'transient', 'unknown'],
    [409, 'conflict', 'none'],
    [410, 'gone', 'none'],
    [422, 'invalid', 'none'],
    [429, 'rate', 'none'],
    [500, 'transient', 'unknown'],
    [503, 'transient', 'unknown'],
  ] as const)('%i is %s, with outcome %s', (status, kind, outcome) => {
    const failure = new HttpFailure(status, {}, null)
    expect(classifyStatus(failure, 'GET /things', now)).toMatchObject({
      kind,
      outcome,
      status,
      retryAfterMs: null,
      cause: failure,
    })
  })

  test.each([429, 503])('%i passes on how long the vendor asks to wait', (status) => {
    const failure = new HttpFailure(status, { 'retry-after': '30' }, null)
    expect(classifyStatus(failure, 'GET /things', now).retryAfterMs).toBe(30_000)
  })

  test('names the operation', () => {
    expect(classifyStatus(new HttpFailure(404, {}, null), 'GET /things/1', now).message).toBe(
      'GET /things/1: not found (404)',
    )
  })
})
