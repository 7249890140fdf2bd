import { type RatedReview, reputationOf, tallyReviews } from '@rapport/metrics'
import { expect, test } from 'vitest'
import { reputationSentence } from './reputation-sentence.ts'

const asOf = Date.parse('2026-06-30T00:00:00Z')

function sentence(ratings: readonly (number | null)[]): string | null {
  const reviews = ratings.map(
    (rating): RatedReview => ({
      ...{ rating, scale: { min: 0, max: 1 }, createdAt: asOf - 1, editedAt: null },
      ...{ isAnswered: false, repliedAt: null },
    }),
  )
  const tally = tallyReviews(reviews, asOf)
  return reputationSentence(reputationOf(tally, asOf), tally, 1)
}

test('a share of those who recommend it is one of the reviews that say so or not', () => {
  expect(sentence([1, null, null])).toMatch(/^100 % of 1 review with a rating recommend it\./)
  expect(sentence([1, 0, 1, 1])).toMatch(/^75 % of 4 reviews recommend it\./)
})
