import { staticToken } from '@rapport/connector'
import { sandboxFaults, type ViewStandIn } from '@rapport/contract-kit'
import {
  addGooglePlace,
  addGooglePlacesReview,
  type GooglePlacesOptions,
  type GooglePlacesServer,
  startGooglePlaces,
} from '@rapport/sandbox'

const key = 'kit-google-places-key'

/** A place with two reviews, one of them translated. */
export interface OpenPlace {
  readonly server: GooglePlacesServer
  readonly standIn: ViewStandIn
}

const at = Date.UTC(2026, 0, 15, 12)
const ada = {
  displayName: 'Ada Canary',
  uri: 'https://maps.example/ada',
  photoUri: 'https://maps.example/ada.jpg',
}
const bea = {
  displayName: 'Bea Canary',
  uri: 'https://maps.example/bea',
  photoUri: 'https://maps.example/bea.jpg',
}

export async function openPlace(options: GooglePlacesOptions = {}): Promise<OpenPlace> {
  const server = await startGooglePlaces({ limits: 'off', keys: [key], ...options })
  const { state, control } = server
  const placeId = addGooglePlace(state).id
  const cold = { text: 'Canary: kalter Kaffee', languageCode: 'de' }
  const translation = 'Canary: cold coffee'
  const publishTime = at
  addGooglePlacesReview(state, placeId, {
    rating: 2,
    originalText: cold,
    translation,
    publishTime,
    author: ada,
  })
  const warm = { text: 'Canary: warm welcome', languageCode: 'en' }
  addGooglePlacesReview(state, placeId, { originalText: warm, publishTime, author: bea, relevance: 1 })
  const path = '*'
  return {
    server,
    standIn: {
      placeId,
      unknownPlaceId: 'ChIJ-nowhere-at-all',
      secrets: [key],
      content: [cold.text, translation, warm.text, ada.displayName, bea.displayName, ada.uri, bea.uri],
      settings: () => ({ baseUrl: server.baseUrl, places: [placeId] }),
      credentials: () => staticToken(key, 'env:GOOGLE_PLACES_KEY'),
      expected: () => [
        { author: 'Bea Canary', text: warm.text, language: 'en', rating: { value: 5, min: 1, max: 5 } },
        {
          author: 'Ada Canary',
          authorUrl: ada.uri,
          authorImageUrl: ada.photoUri,
          text: cold.text,
          language: 'de',
          rating: { value: 2, min: 1, max: 5 },
          at: new Date(at).toISOString(),
          reply: null,
          attribution: 'Ada Canary on Google Maps',
        },
      ],
      refuse: (status) => {
        control.clearFaults()
        control.fail({ path, times: 'always', fault: { kind: 'garbled', as: 'json', status } })
      },
      garble: (how) => control.fail({ path, fault: { kind: 'garbled', ...garblings[how] } }),
      fault: (kind) => control.fail({ path, fault: sandboxFaults[kind] }),
      callCount: () => control.log().length,
      close: () => server.close(),
    },
  }
}

const garblings = {
  page: { as: 'page', status: 200 },
  shape: { as: 'json', status: 200 },
  refusal: { as: 'json', status: 400 },
  failure: { as: 'json', status: 500 },
} as const
