import { expect, test } from 'vitest'
import { purgeLines } from './purge-expired.ts'

test('a purge tells what it deleted, what is due next and when', () => {
  const of = { connection: 'yelp', entity: 'review' }
  const [first, last] = [new Date('2026-06-30T10:00:59Z'), new Date('2026-06-30T12:30:00Z')]

  expect(
    purgeLines(
      [
        { ...of, records: 1200 },
        { ...of, entity: 'place', records: 1 },
      ],
      [
        { ...of, records: 3, first, last },
        { ...of, entity: 'reject', records: 1, first: last, last },
      ],
    ),
  ).toEqual([
    'deleted 1,200 reviews of yelp',
    'deleted all but the ids of 1 place of yelp',
    'due: 3 reviews of yelp, from 2026-06-30T10:00Z to 2026-06-30T12:30Z',
    'due: 1 record that was set aside of yelp, at 2026-06-30T12:30Z',
  ])
})

test('a purge of a workspace without content that expires says so', () => {
  expect(purgeLines([], [])).toEqual([
    'nothing had expired',
    'nothing is due: no connection has content that expires',
  ])
})
