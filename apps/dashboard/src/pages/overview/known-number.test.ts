import { expect, test } from 'vitest'
import { createFormat, quantitiesOf } from '../../messages/format.ts'
import { changeOf, factsOf, type Telling } from './known-number.ts'

const { share } = quantitiesOf(createFormat({ currency: 'USD', timezone: 'UTC' }))
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
  ...{ metric: 'fcr', level: 95, quantity: share, kind: 'share', better: 'higher' },
  ...{ period: '90 days earlier', sample: '50 tickets', reason: 'none is judged' },
}

test('a number stands against the one before', () => {
  expect(changeOf(known, telling)).toEqual({
    ...{ text: '20 points higher than 90 days earlier (20%)', verdict: 'better' },
  })
})

test('unknown is no number, and says why', () => {
  const unknown = { ...known, value: null, low: null, high: null }
  expect(factsOf(unknown, telling)).toMatchObject({ value: null, interval: null, reason: 'none is judged' })
  expect(changeOf(unknown, telling).text).toBe('nothing to compare with')
  expect(factsOf(known, telling)).toMatchObject({
    ...{ value: '40%', interval: { low: '30%', high: '50%' }, level: 95 },
  })
})
