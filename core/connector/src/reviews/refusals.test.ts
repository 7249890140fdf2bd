import { expect, test } from 'vitest'
import { HttpFailure } from '../http-answer.ts'
import { explainRefusals, untilMidnight } from './refusals.ts'

const minute = 60_000
const classify = explainRefusals(
  'Acme',
  [
    [null, /"code":(4|17)\b/, 'rate', 'wait'],
    [429, 'DAY', 'rate', 'wait for tomorrow'],
    [null, /"code":2\b/, 'transient', 'it will pass'],
  ],
  ({ body }) => (JSON.stringify(body).includes('"code":17') ? 17 * minute : undefined),
)

test('a rule without a status applies to any, by a pattern of the answer', () => {
  expect(classify(new HttpFailure(400, {}, { error: { code: 4 } }))).toMatchObject({
    kind: 'rate',
    status: 400,
  })
  expect(classify(new HttpFailure(403, {}, { error: { code: 4 } }))).toMatchObject({
    kind: 'rate',
    status: 403,
  })
  expect(classify(new HttpFailure(403, {}, { error: { code: 42 } }))).toBeUndefined()
})

test('the header Retry-After comes before what the connector reads elsewhere', () => {
  const body = { code: 17 }
  expect(classify(new HttpFailure(400, {}, body))).toMatchObject({ retryAfterMs: 17 * minute })
  expect(classify(new HttpFailure(400, { 'retry-after': '60' }, body))).toMatchObject({
    retryAfterMs: minute,
  })
  expect(classify(new HttpFailure(400, {}, { code: 4 }))).toMatchObject({ retryAfterMs: null })
})

test('what will pass may have taken effect', () => {
  expect(classify(new HttpFailure(400, {}, { code: 2 }))).toMatchObject({
    kind: 'transient',
    outcome: 'unknown',
  })
})

test('midnight is that of the vendor’s clock, or of this one where it tells no time', () => {
  const late = Date.UTC(2026, 0, 15, 23, 50)
  const headers = { date: 'Thu, 15 Jan 2026 23:59:00 GMT' }
  expect(untilMidnight(new HttpFailure(429, headers, null), late)).toBe(minute)
  expect(untilMidnight(new HttpFailure(429, {}, null), late)).toBe(10 * minute)
})
