import { describe, expect, test } from 'vitest'
import { ratingDistribution } from './rating-distribution.ts'
import { reputationTrend } from './reputation-trend.ts'
import { type ScoredReview, scorecardOf } from './scorecard.ts'

const asOf = Date.UTC(2026, 5, 30, 23, 59, 59, 999)
const fiveStars = { min: 1, max: 5 }

const review = (
  id: string,
  date: string,
  rating: number | null,
  more: Partial<ScoredReview> = {},
): ScoredReview => ({
  id,
  rating,
  scale: fiveStars,
  createdAt: Date.parse(date),
  editedAt: null,
  isAnswered: false,
  repliedAt: null,
  text: `review ${id}`,
  language: 'en',
  ...more,
})

const reviews = [
  review('a', '2025-11-03', 5),
  review('b', '2026-01-10', 1, { isAnswered: true, repliedAt: Date.parse('2026-01-11') }),
  review('c', '2026-01-31T23:59:59Z', 4),
  review('d', '2026-02-01', null),
  review('e', '2026-06-30', 5, { text: '' }),
  review('f', '2026-06-30', 2),
  review('later', '2026-07-01', 1),
]

describe('a trend', () => {
  test('has a line for each month from the first review on, and nothing of an empty one but its count', () => {
    const months = reputationTrend(reviews, { name: 'month', asOf, most: 12 })
    expect(months.map(({ start, n, average }) => [start, n, average])).toEqual([
      ['2025-11-01', 1, 5],
      ['2025-12-01', 0, null],
      ['2026-01-01', 2, 2.5],
      ['2026-02-01', 1, null],
      ['2026-03-01', 0, null],
      ['2026-04-01', 0, null],
      ['2026-05-01', 0, null],
      ['2026-06-01', 2, 3.5],
    ])
    expect(months[1]?.sharePositive).toBeNull()
    expect(months[2]?.sharePositive).toMatchObject({ share: 0.5 })
  })

  test('shows no more than asked for, and says whether the last period has ended', () => {
    expect(
      reputationTrend(reviews, { name: 'quarter', asOf, most: 2 }).map(({ start, n, isComplete }) => [
        start,
        n,
        isComplete,
      ]),
    ).toEqual([
      ['2026-01-01', 3, true],
      ['2026-04-01', 2, true],
    ])
    const midst = Date.UTC(2026, 5, 30)
    expect(reputationTrend(reviews, { name: 'quarter', asOf: midst, most: 1 })[0]?.isComplete).toBe(false)
  })

  test('of no reviews is empty', () => {
    expect(reputationTrend([], { name: 'month', asOf, most: 12 })).toEqual([])
  })
})

test('a distribution counts stars, points at the nearest star, yes and no, and reviews without a rating', () => {
  const points = { min: 1, max: 10 }
  const yesNo = { min: 0, max: 1 }
  const rated = [
    ...reviews,
    review('g', '2026-01-01', 10, { scale: points }),
    review('h', '2026-01-01', 3, { scale: points }),
    review('i', '2026-01-01', 1, { scale: yesNo }),
    review('j', '2026-01-01', 0, { scale: yesNo }),
  ]
  expect(ratingDistribution(rated)).toEqual({ stars: [2, 2, 0, 1, 3], yes: 1, no: 1, unrated: 1 })
})

describe('a scorecard', () => {
  const card = scorecardOf(reviews, asOf)

  test('has figures, distribution, trends and keywords of the reviews up to its moment', () => {
    expect(card).toMatchObject({ n: 6, average: 17 / 5, answered: { share: 1 / 6, medianHours: 24 } })
    expect(card.distribution).toEqual({ stars: [1, 1, 0, 1, 2], yes: 0, no: 0, unrated: 1 })
    expect([card.months.length, card.quarters.length, card.keywords.length]).toEqual([8, 3, 0])
  })

  test('shows the best and the worst reviews that say something, the newest first among equals', () => {
    const ids = (shown: readonly ScoredReview[]) => shown.map(({ id }) => id)
    expect(ids(card.best)).toEqual(['a', 'c'])
    expect(ids(card.worst)).toEqual(['b', 'f'])
    const many = ['2026-01-01', '2026-01-03', '2026-01-02', '2025-01-01'].map((date) => review(date, date, 5))
    expect(ids(scorecardOf(many, asOf).best)).toEqual(['2026-01-03', '2026-01-02', '2026-01-01'])
  })

  test('is the same whatever the order of the reviews', () => {
    expect(scorecardOf(reviews.toReversed(), asOf)).toEqual(card)
  })
})
