import { medianSpreadRanks } from '@rapport/stats'
import { expect, test } from 'vitest'
import type { RatedReview } from './rated-review.ts'
import { reputationOf } from './reputation.ts'
import { reputationChange } from './reputation-change.ts'
import { DAY_MS, tallyReviews } from './reputation-tally.ts'

const asOf = Date.UTC(2026, 5, 30)
const createdAt = asOf - 10 * DAY_MS

/** Reviews of which the first `positive` have five stars and the first of `hours` were answered after so long. */
function compared(
  n: number,
  { positive, hours }: { readonly positive: number; readonly hours: readonly number[] },
) {
  const reviews = Array.from({ length: n }, (_, index): RatedReview => {
    const delay = hours[index]
    return {
      ...{ rating: index < positive ? 5 : 1, scale: { min: 1, max: 5 }, createdAt, editedAt: null },
      isAnswered: delay !== undefined,
      repliedAt: delay === undefined ? null : createdAt + delay * 3_600_000,
    }
  })
  const sorted = hours.toSorted((one, other) => one - other)
  const ranks = medianSpreadRanks(hours.length)
  const at = (rank: number): number => sorted[rank - 1] ?? Number.NaN
  return {
    figures: reputationOf(tallyReviews(reviews, asOf), asOf),
    replySpread: ranks === null ? null : { low: at(ranks.low), high: at(ranks.high) },
  }
}

const after = (n: number, hours: number): readonly number[] =>
  Array.from({ length: n }, (_, index) => hours + index / n)
const isClear = (change: { readonly low: number; readonly high: number } | null): boolean | null =>
  change === null ? null : change.low > 0 || change.high < 0

test('shares and medians that differ much changed, those that chance can explain did not', () => {
  const before = compared(200, { positive: 160, hours: after(140, 20) })
  const little = reputationChange(compared(200, { positive: 158, hours: after(138, 20.1) }), before)
  expect([little.sharePositive, little.answered, little.replyHours].map(isClear)).toEqual([
    false,
    false,
    false,
  ])
  const much = reputationChange(compared(200, { positive: 80, hours: after(40, 60) }), before)
  expect([much.sharePositive, much.answered, much.replyHours].map(isClear)).toEqual([true, true, true])
  expect(much.sharePositive?.difference).toBeCloseTo(-0.4)
  expect(much.answered?.difference).toBeCloseTo(-0.5)
})

test('without reviews, or with fewer answers than a median can be told of, there is no difference', () => {
  const none = reputationChange(
    compared(10, { positive: 5, hours: [1, 2] }),
    compared(0, { positive: 0, hours: [] }),
  )
  expect(none).toEqual({ sharePositive: null, answered: null, replyHours: null })
  const few = reputationChange(
    compared(10, { positive: 5, hours: [1, 2, 3, 4] }),
    compared(10, { positive: 5, hours: after(10, 1) }),
  )
  expect(few.replyHours).toBe(null)
  expect(few.answered).not.toBe(null)
})

test('each figure is of so many reviews as it is made of', () => {
  const { figures } = compared(50, { positive: 20, hours: after(30, 5) })
  expect(figures.counts).toEqual({ stars: 50, rated: 50, positive: 20, answered: 30, replyDelays: 30 })
})
