import { describe, expect, test } from 'vitest'
import { reviewRow, type StoredReview } from './review-row.ts'

const at = (text: string): number => Date.parse(`2026-03-${text}Z`)

const review = (more: Partial<StoredReview>): StoredReview => ({
  ...{ id: 'r1', placeId: 'cafe', rating: 5, scaleMin: 1, scaleMax: 5, createdAt: at('01T10:00:00') },
  ...{ editedAt: null, firstSeenAt: at('01T11:00:00'), isAnswered: true, repliedAt: null, replySeenAt: null },
  ...{ replyWasPending: false },
  ...{ hasText: true, language: 'en', textAlone: null, copyKey: null, ...more },
})

const hours = (more: Partial<StoredReview>): number | null => {
  const seconds = reviewRow('google', review(more), 'en').reply_seconds
  return typeof seconds === 'number' ? seconds / 3_600 : null
}

describe('the time to a reply', () => {
  test('is that between the times of the site where it tells both', () => {
    expect(hours({ repliedAt: at('01T14:00:00') })).toBe(4)
  })

  test('ends when the reply was first seen, where the site tells only its last change', () => {
    expect(hours({ repliedAt: at('20T10:00:00'), replySeenAt: at('02T10:00:00') })).toBe(24)
  })

  test('is from first-seen times where the site gives no time of creation', () => {
    // Its one time moved with an edit, past the moment at which the review was first seen.
    const moved = { createdAt: at('02T09:00:00'), replySeenAt: at('02T11:00:00') }
    expect(hours(moved)).toBe(24)
  })

  test('is unknown where the reply is older than its edited review', () => {
    expect(hours({ repliedAt: at('01T14:00:00'), editedAt: at('05T10:00:00') })).toBeNull()
    expect(hours({ createdAt: at('05T10:00:00'), replySeenAt: at('02T10:00:00') })).toBeNull()
  })

  test('is unknown where reply and review were first seen together, neither 0 nor negative', () => {
    expect(hours({ replySeenAt: at('01T11:00:00') })).toBeNull()
    expect(hours({ repliedAt: at('01T09:00:00') })).toBeNull()
  })

  test('ends with its approval where it was seen to wait for one, whenever it was written', () => {
    const moderated = { replyWasPending: true, repliedAt: at('01T14:00:00') }
    expect(hours({ ...moderated, replySeenAt: at('03T10:00:00') })).toBe(48)
  })

  test('is unknown without a public reply', () => {
    expect(hours({ isAnswered: false, repliedAt: at('01T14:00:00') })).toBeNull()
  })
})
