import { describe, expect, test } from 'vitest'
import { FacebookState } from '../../facebook/state.ts'
import { GoogleBusinessState } from '../../google-business/state.ts'
import { GooglePlacesState } from '../../google-places/state.ts'
import { TripadvisorState } from '../../tripadvisor/state.ts'
import { TrustpilotState } from '../../trustpilot/state.ts'
import { YelpState } from '../../yelp/state.ts'
import { seedFacebookReviewsSmall } from './facebook.ts'
import { seedGoogleReviewsSmall } from './google-business.ts'
import { seedGooglePlacesReviewsSmall } from './google-places.ts'
import { seedTripadvisorReviewsSmall } from './tripadvisor.ts'
import { seedTrustpilotReviewsSmall } from './trustpilot.ts'
import { seedYelpReviewsSmall } from './yelp.ts'

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

  test('has six hundred and forty reviews of five places and a web shop', () => {
    const [{ locations, reviews }, shop] = [google(), trustpilot()]
    expect([locations.size, reviews.size, shop.units.size, shop.reviews.size]).toEqual([5, 320, 1, 320])
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
    expect(invited.length).toBeGreaterThan(160)
    expect(invited.length).toBeLessThan(320)
  })
})

test('the other sites have the same places, each with reviews in several scripts', () => {
  const [facebook, yelp, shown, tripadvisor] = [
    new FacebookState(),
    new YelpState(),
    new GooglePlacesState(),
    new TripadvisorState(),
  ]
  seedFacebookReviewsSmall(facebook)
  seedYelpReviewsSmall(yelp)
  seedGooglePlacesReviewsSmall(shown)
  seedTripadvisorReviewsSmall(tripadvisor)
  const titles = [...google().locations.values()].map(({ title }) => title)
  expect([...facebook.pages.values()].map(({ name }) => name)).toEqual(titles)
  expect([...yelp.businesses.values()].map(({ name }) => name)).toEqual(titles)
  expect([...tripadvisor.locations.values()].map(({ name }) => name)).toEqual(titles)
  expect([...shown.places.keys()]).toEqual([...google().locations.values()].map(({ placeId }) => placeId))
  const texts = [
    [...facebook.recommendations.values()].map(({ text }) => text),
    [...yelp.reviews.values()].map(({ text }) => text),
    [...shown.reviews.values()].map(({ originalText }) => originalText?.text),
    [...tripadvisor.reviews.values()].map(({ text }) => text),
  ]
  for (const ofSite of texts) {
    expect(ofSite.length).toBeGreaterThanOrEqual(100)
    for (const script of ['Latin', 'Cyrillic', 'Hiragana'])
      expect(ofSite.some((text) => new RegExp(`\\p{Script=${script}}`, 'u').test(text ?? ''))).toBe(true)
  }
})
