import { describe, expect, test } from 'vitest'
import { GoogleBusinessState } from '../../google-business/state.ts'
import { TrustpilotState } from '../../trustpilot/state.ts'
import { seedGoogleReviewsSmall } from './google-business.ts'
import { seedTrustpilotReviewsSmall } from './trustpilot.ts'

function google(): GoogleBusinessState {
  const state = new GoogleBusinessState()
  seedGoogleReviewsSmall(state)
  return state
}

function trustpilot(): TrustpilotState {
  const state = new TrustpilotState()
  seedTrustpilotReviewsSmall(state)
  return state
}

describe('the small set of reviews', () => {
  test('is the same every time', () => {
    expect([...google().reviews.values()]).toEqual([...google().reviews.values()])
    expect([...trustpilot().reviews.values()]).toEqual([...trustpilot().reviews.values()])
  })

  test('has four hundred reviews of five places and a web shop', () => {
    const [{ locations, reviews }, shop] = [google(), trustpilot()]
    expect([locations.size, reviews.size, shop.units.size, shop.reviews.size]).toEqual([5, 320, 1, 80])
  })

  test('is written in many scripts, with emoji, and partly without words', () => {
    const texts = [...google().reviews.values()].map(({ comment }) => comment ?? '')
    for (const script of ['Latin', 'Cyrillic', 'Hebrew', 'Hiragana'])
      expect(texts.some((text) => new RegExp(`\\p{Script=${script}}`, 'u').test(text))).toBe(true)
    expect(texts.some((text) => /\p{Extended_Pictographic}/u.test(text))).toBe(true)
    expect(texts.filter((text) => text === '').length).toBeGreaterThan(20)
  })

  test('has one place that gets worse', () => {
    const { locations, reviews } = google()
    const name = [...locations.values()].find(({ locality }) => locality === 'Lisboa')?.name
    const of = [...reviews.values()].filter(({ location }) => location === name)
    const badIn = (part: typeof of) => part.filter(({ starRating }) => /ONE|TWO/.test(starRating)).length
    expect(badIn(of.slice(-20))).toBeGreaterThan(2 * badIn(of.slice(0, 20)))
  })

  test('names the order in most reviews of the shop', () => {
    const invited = [...trustpilot().reviews.values()].filter(({ referenceId }) => referenceId !== null)
    expect(invited.length).toBeGreaterThan(40)
    expect(invited.length).toBeLessThan(80)
  })
})
