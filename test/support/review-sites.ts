import type { ConfigurationInput } from '@rapport/config'
import {
  addGoogleAccount,
  addGoogleLocation,
  addGooglePlace,
  addGooglePlacesReview,
  addGoogleReview,
  type GoogleBusinessServer,
  type GoogleBusinessState,
  startGoogleBusiness,
  startGooglePlaces,
} from '@rapport/sandbox'

/** A review whose text is a program, written in Polish. */
export const scriptReview = '<img src=x onerror="window.ran = true"> Kawa zimna i niesmaczna'
/** A review whose text is a formula. */
export const formulaReview = '=HYPERLINK("http://evil.example")'
/** The newest unhappy review. */
export const waitReview = 'Cold soup, and we had to wait for an hour'
/** What Google Places shows, and nobody may keep. */
export const shownText = 'SHOWN-ONLY text of a review'

/** Stand-ins for Google Business Profile, with 60 reviews of two places, and for Google Places, with one. */
export interface ReviewSites extends AsyncDisposable {
  readonly google: GoogleBusinessServer
  readonly connections: NonNullable<ConfigurationInput['connections']>
  readonly environment: Readonly<Record<string, string>>
}

/** Starts the stand-ins; the last review is of the day `until`. Google looks for an hour at every answer. */
export async function openReviewSites(until: string): Promise<ReviewSites> {
  const last = Date.parse(`${until}T12:00:00Z`)
  const google = await startGoogleBusiness({
    ...{ limits: 'off', moderationMs: 3_600_000 },
    seed: (state) => seedReviews(state, last),
  })
  const places = await startGooglePlaces({
    seed: (state) => {
      const { id } = addGooglePlace(state, 'Harbour bar')
      addGooglePlacesReview(state, id, { originalText: { text: shownText, languageCode: 'en' } })
    },
  })
  const [place = ''] = places.state.places.keys()
  return {
    google,
    connections: {
      google: {
        connector: 'google-business',
        auth: { clientId: google.clientId, clientSecret: 'env:G_SECRET', refreshToken: 'env:G_REFRESH' },
        settings: { baseUrl: google.baseUrl, tokenUrl: google.tokenUrl },
      },
      maps: {
        connector: 'google-places',
        auth: { apiKey: 'env:G_PLACES' },
        settings: { baseUrl: places.baseUrl, places: [place] },
      },
    },
    environment: {
      ...{ G_SECRET: google.clientSecret, G_REFRESH: google.refreshToken, G_PLACES: places.apiKey },
    },
    [Symbol.asyncDispose]: async () => {
      await google.close()
      await places.close()
    },
  }
}

const day = 86_400_000

/** Every third is unhappy, about cold soup; the happy write of friendly people. Every other happy one is answered. */
function seedReviews(state: GoogleBusinessState, last: number): void {
  const account = addGoogleAccount(state).name
  const [bar = '', old = ''] = ['Harbour bar', 'Old town bar'].map(
    (title) => addGoogleLocation(state, { accounts: [account], title }).name,
  )
  for (let number = 0; number < 56; number += 1) {
    const isHappy = number % 3 !== 0
    const at = last - (number * 5 + 3) * day
    const isAnswered = isHappy && number % 2 === 0
    addGoogleReview(state, number % 5 === 0 ? old : bar, {
      starRating: isHappy ? 'FIVE' : 'TWO',
      comment: isHappy ? 'Friendly people, lovely place' : 'The soup was cold and the waiter rude',
      ...{ createTime: at, updateTime: at },
      reply: isAnswered ? { comment: 'Thank you', updateTime: at + 5 * 3_600_000 } : null,
    })
  }
  const says = (comment: string, starRating: string, hoursAgo: number) => {
    const at = last - hoursAgo * 3_600_000
    addGoogleReview(state, bar, { comment, starRating, createTime: at, updateTime: at })
  }
  says(scriptReview, 'ONE', 30)
  says(formulaReview, 'THREE', 20)
  says('Lovely', 'FIVE', 10)
  says(waitReview, 'ONE', 5)
}
