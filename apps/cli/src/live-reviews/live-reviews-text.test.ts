import type { ShownReview } from '@rapport/connector'
import { describe, expect, test } from 'vitest'
import { connectors } from '../connectors.ts'
import { printableJson } from '../printable.ts'
import { liveReviewsText } from './live-reviews-text.ts'
import { placeReference } from './place-reference.ts'

const review: ShownReview = {
  author: 'Ada',
  authorUrl: 'https://maps.example/ada',
  authorImageUrl: null,
  rating: { value: 2, min: 1, max: 5 },
  ratingImageUrl: null,
  title: 'Cold',
  text: 'First line\r\n\r\nSecond line',
  language: 'en',
  at: '2026-01-15T12:00:00.000Z',
  url: 'https://maps.example/r1',
  reply: { author: null, text: 'Sorry', at: '2026-01-16T12:00:00.000Z' },
  attribution: 'Ada on Google Maps',
}

describe('reviews as text', () => {
  test('name whoever wrote them, and where they stand', () => {
    expect(liveReviewsText('Google Places', [review])).toEqual([
      '1 review, as Google Places shows them now; nothing is stored',
      '',
      '2 of 5  2026-01-15  en  Ada on Google Maps',
      '  Cold',
      '  First line',
      '  Second line',
      '  reply by the owner, 2026-01-16:',
      '    Sorry',
      '  https://maps.example/r1',
      '  https://maps.example/ada',
    ])
  })

  test('cannot steer the terminal', () => {
    const sly = '\u001b]0;gone\u0007\u009b31m\u202ered'
    const reply = { author: sly, text: sly, at: null }
    const all = { ...review, title: sly, text: sly, language: sly, url: sly, attribution: sly, reply }
    const text = liveReviewsText('Google Places', [all]).join('\n')
    expect(text).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
    const json = printableJson({ all })
    expect(json).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
    expect(JSON.parse(json)).toEqual({ all })
  })

  test('say that there are none', () => {
    expect(liveReviewsText('Tripadvisor', [])).toEqual(['Tripadvisor shows no reviews of this place'])
  })
})

test('a place is written connection/placeId', () => {
  expect(placeReference('maps/ChIJ-1')).toEqual({ connection: 'maps', placeId: 'ChIJ-1' })
  for (const wrong of ['maps', '/1', 'maps/'])
    expect(() => placeReference(wrong)).toThrow(/connection\/placeId/)
})

test('no connector of what may only be shown has a stream', () => {
  const shownOnly = connectors.filter(({ retention }) => retention === 'id_only')
  expect(shownOnly.map(({ id, streams, views }) => [id, streams.length, views?.length])).toEqual([
    ['google-places', 0, 1],
    ['tripadvisor', 0, 1],
  ])
})
