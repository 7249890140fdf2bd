import { expect, test } from 'vitest'
import { day, oneOf, searchOf, someOf, sortBy, text, wholeNumber } from './search-parameters.ts'

const search = searchOf({
  q: text,
  segment: someOf(['new', 'lost']),
  risk: oneOf(['low', 'high']),
  sort: sortBy(['clv', 'name']),
  from: day,
  limit: wholeNumber(1),
})

test('an address is read', () => {
  expect(
    search({
      q: ' ada ',
      segment: ['lost', 'new'],
      risk: 'high',
      sort: '-clv',
      from: '2026-02-28',
      limit: '50',
    }),
  ).toEqual({ q: 'ada', segment: ['new', 'lost'], risk: 'high', sort: '-clv', from: '2026-02-28', limit: 50 })
})

test('one of several is a list too', () => {
  expect(search({ segment: 'lost' })).toEqual({ segment: ['lost'] })
})

test.each([
  { q: '   ' },
  { segment: 'other' },
  { risk: ['medium'] },
  { sort: '--clv' },
  { from: '2026-02-30' },
  { from: 'yesterday' },
  { limit: '0' },
  { limit: '-3' },
  { limit: '1e99' },
  { unknown: 'x' },
])('what makes no sense is left away: %j', (given) => {
  expect(search(given)).toEqual({})
})
