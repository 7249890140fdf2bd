import { expect, test } from 'vitest'
import { changeOf, factsOf, type Telling } from './known-number.ts'

const known = {
  value: 0.4,
  low: 0.3,
  high: 0.5,
  before: 0.2,
  isClear: true,
  n: 50,
  policy: 'p@1',
  asOf: null,
}
const telling: Telling = {
  metric: 'fcr',
  write: (value) => `${Math.round(value * 100)}%`,
  ...{ better: 'higher', period: '90 days earlier', sample: '50 tickets', reason: 'none is judged' },
}

test('a clear change is better or worse, as the number is meant', () => {
  expect(changeOf(known, telling)).toEqual({
    text: '20% higher than 90 days earlier (20%)',
    verdict: 'better',
  })
  expect(changeOf(known, { ...telling, better: 'lower' }).verdict).toBe('worse')
  expect(changeOf(known, { ...telling, isTime: true }).text).toContain('20% longer')
})

test('a change that may be chance is told as such, and one of which nobody knows is not judged', () => {
  expect(changeOf({ ...known, isClear: false }, telling)).toEqual({
    text: 'no clear change: 20% 90 days earlier',
    verdict: null,
  })
  expect(changeOf({ ...known, isClear: null }, telling).verdict).toBe(null)
  expect(changeOf({ ...known, before: 0.401 }, telling).text).toBe('as 90 days earlier')
})

test('unknown is no number, and says why', () => {
  const unknown = { ...known, value: null, low: null, high: null }
  expect(factsOf(unknown, telling)).toMatchObject({ value: null, interval: null, reason: 'none is judged' })
  expect(changeOf(unknown, telling).text).toBe('nothing to compare with')
  expect(factsOf(known, telling)).toMatchObject({ value: '40%', interval: { low: '30%', high: '50%' } })
})
