import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RatedReview, replyDelay } from './rated-review.ts'
import { reputationOf } from './reputation.ts'
import { DAY_MS, tallyReviews } from './reputation-tally.ts'

const asOf = Date.UTC(2026, 5, 30)
const fiveStars = { min: 1, max: 5 }
const daysAgo = (days: number): number => asOf - days * DAY_MS

function review(rating: number | null, ageDays: number, more: Partial<RatedReview> = {}): RatedReview {
  return {
    rating,
    scale: fiveStars,
    createdAt: daysAgo(ageDays),
    editedAt: null,
    isAnswered: false,
    repliedAt: null,
    ...more,
  }
}

const figures = (reviews: readonly RatedReview[]) => reputationOf(tallyReviews(reviews, asOf), asOf)
const many = (count: number, rating: number, ageDays: number) =>
  Array.from({ length: count }, () => review(rating, ageDays))

describe('decayed-bayes@1', () => {
  const old = many(20, 5, 730)

  test('twenty reviews of 5 stars two years ago come to 3.73, and to 3.43 with one of 1 star today', () => {
    expect(figures(old).reputation).toBeCloseTo(3.73, 2)
    expect(figures([...old, review(1, 0)]).reputation).toBeCloseTo(3.43, 2)
  })

  test('with ages counted from the newest review they come to 4.61, and to 3.43', () => {
    const fromNewest = (reviews: readonly RatedReview[]) =>
      reputationOf(tallyReviews(reviews, asOf, 'newest'), asOf).reputation
    expect(fromNewest(old)).toBeCloseTo(4.61, 2)
    expect(fromNewest([...old, review(1, 0)])).toBeCloseTo(3.43, 2)
  })

  test('nobody with stars: unknown, not the prior', () => {
    expect(figures([]).reputation).toBeNull()
    expect(figures([review(null, 3)]).reputation).toBeNull()
  })
})

describe('scales', () => {
  test('9 of 10 points count as the stars at the same place of their scale', () => {
    expect(figures([review(9, 1, { scale: { min: 1, max: 10 } })]).average).toBeCloseTo(1 + 4 * (8 / 9), 12)
  })

  test('yes and no are a proportion: in the positive share, in no average', () => {
    const yesNo = { scale: { min: 0, max: 1 } }
    const seen = figures([review(1, 1, yesNo), review(1, 2, yesNo), review(0, 3, yesNo)])
    expect(seen.sharePositive?.share).toBeCloseTo(2 / 3, 12)
    expect([seen.average, seen.reputation, seen.score.score]).toEqual([null, null, null])
  })

  test('4 and 5 stars are positive, 3 are not', () => {
    expect(figures([5, 4, 3, 2].map((stars) => review(stars, 1))).sharePositive?.share).toBe(0.5)
  })
})

describe('answered@1', () => {
  test('a reply that nobody can see yet does not count', () => {
    const seen = figures([review(5, 9, { isAnswered: true, repliedAt: daysAgo(8) }), review(5, 9)])
    expect(seen.answered).toEqual({ share: 0.5, medianHours: 24, p90Hours: 24 })
  })

  test('a reply older than its edited review has an unknown delay, neither negative nor 0', () => {
    const edited = review(2, 9, { isAnswered: true, repliedAt: daysAgo(8), editedAt: daysAgo(2) })
    expect(replyDelay(edited)).toBeNull()
    expect(replyDelay(review(2, 3, { isAnswered: true, repliedAt: daysAgo(8) }))).toBeNull()
    expect(figures([edited]).answered).toEqual({ share: 1, medianHours: null, p90Hours: null })
  })
})

test('a reply of after the evaluation was not there yet', () => {
  const seen = figures([review(5, 9, { isAnswered: true, repliedAt: asOf + 1 })])
  expect(seen.answered).toEqual({ share: 0, medianHours: null, p90Hours: null })
})

describe('reputation-100@1', () => {
  test('is its four parts by their weights', () => {
    const reviews = Array.from({ length: 10 }, (_, index) =>
      review(4, index, { isAnswered: index < 5, repliedAt: index < 5 ? daysAgo(index) : null }),
    )
    const seen = figures(reviews)
    const expected =
      0.6 * 25 * ((seen.reputation ?? 0) - 1) +
      0.15 * 100 * (Math.log(11) / Math.log(201)) +
      0.1 * 100 +
      0.15 * 100 * 0.5
    expect(seen.score.score).toBeCloseTo(expected, 10)
  })

  test('is unknown under five reviews with stars', () => {
    expect(figures(many(4, 5, 1)).score.score).toBeNull()
    expect(figures(many(5, 5, 1)).score.score).not.toBeNull()
  })

  test('a part that is unknown drops out with its weight', () => {
    const { score, parts } = figures(many(6, 5, 400)).score
    expect(parts.answered).toEqual({ value: null, weight: 0 })
    expect(parts.quality.weight).toBeCloseTo(0.6 / 0.85, 12)
    expect(score).not.toBeNull()
  })

  test('weights below 0, or all 0, are refused', () => {
    const tally = tallyReviews(many(5, 5, 1), asOf)
    for (const weight of [-1, 0]) {
      const weights = { quality: weight, volume: 0, recency: 0, answered: 0 }
      expect(() => reputationOf(tally, asOf, weights)).toThrow(RangeError)
    }
  })
})

test('reviews after the moment of the evaluation do not count', () => {
  expect(figures([review(5, 1), review(1, -1)])).toEqual(figures([review(5, 1)]))
})

const anyReview: fc.Arbitrary<RatedReview> = fc
  .record({
    rating: fc.option(fc.integer({ min: 1, max: 5 })),
    age: fc.integer({ min: 0, max: 2_000 }),
    delay: fc.option(fc.integer({ min: -50, max: 500 })),
    editAge: fc.option(fc.integer({ min: 0, max: 2_000 })),
  })
  .map(({ rating, age, delay, editAge }) =>
    review(rating, age, {
      editedAt: editAge === null ? null : daysAgo(Math.min(age, editAge)),
      isAnswered: delay !== null,
      repliedAt: delay === null ? null : daysAgo(age) + delay * 3_600_000,
    }),
  )

test('the order of the reviews does not matter, and every figure stays on its scale', () => {
  fc.assert(
    fc.property(fc.array(anyReview, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (reviews, order) => {
      const shuffled = reviews
        .map((each) => ({ each, place: order.next().value as number }))
        .sort((left, right) => left.place - right.place)
        .map(({ each }) => each)
      const seen = figures(reviews)
      const again = figures(shuffled)
      expect(again.reputation ?? 0).toBeCloseTo(seen.reputation ?? 0, 12)
      expect({ ...again, reputation: 0, score: 0 }).toEqual({ ...seen, reputation: 0, score: 0 })
      for (const stars of [seen.average, seen.reputation]) {
        if (stars !== null) expect(stars >= 1 && stars <= 5).toBe(true)
      }
      const { score } = seen.score
      if (score !== null) expect(score >= 0 && score <= 100).toBe(true)
      expect(seen.answered.medianHours === null || seen.answered.medianHours >= 0).toBe(true)
    }),
  )
})
