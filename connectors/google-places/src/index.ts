import { apiKey, checkShownPlaces, defineConnector, explainRefusals } from '@rapport/connector'
import { z } from 'zod'
import { askPlace, reviews } from './reviews.ts'
import { type GooglePlacesSettings, googlePlacesSettings } from './settings.ts'

const newKey =
  'make a key in the Google Cloud console under APIs & Services > Credentials, and set it where auth.apiKey points'
const unknownPlace = 'it knows no such place, or no longer: look its id up anew, since ids change'

/** Google Places: shows reviews of places. Nothing of it is stored but the ids in the settings. */
export const googlePlaces = defineConnector<GooglePlacesSettings>({
  id: 'google-places',
  title: 'Google Places',
  settings: googlePlacesSettings,
  authentication: [
    apiKey([
      'In the Google Cloud console, make a project with billing and enable Places API (New).',
      'Make an API key under APIs & Services > Credentials, and restrict it to that API.',
    ]),
  ],
  tokenIn: { header: 'x-goog-api-key' },
  // Only ids of places may be kept: see the policies of the Places API.
  retention: 'id_only',
  baseUrl: ({ baseUrl }) => baseUrl,
  budgets: [{ name: 'reads', requests: 300, perMs: 60_000 }],
  classify: explainRefusals('Google', [
    [400, 'API_KEY_INVALID', 'auth', newKey],
    [400, 'API_KEY_EXPIRED', 'auth', newKey],
    [400, 'Place ID', 'gone', unknownPlace],
    [404, '', 'gone', unknownPlace],
    [401, '', 'auth', newKey],
    [403, 'SERVICE_DISABLED', 'auth', 'enable Places API (New) for the project of the key'],
    [
      403,
      'BLOCKED',
      'auth',
      'the restrictions of the key forbid this: allow Places API (New) and this machine',
    ],
    [403, 'BILLING_DISABLED', 'auth', 'the project of the key has no billing account: give it one'],
    [403, '', 'auth', `the key is missing, wrong or not allowed to do this: ${newKey}`],
    [
      429,
      '',
      'rate',
      'the quota of the project is used up: try again in a minute, or raise it under APIs & Services > Quotas',
    ],
  ]),
  streams: [],
  targets: [],
  views: [reviews],
  check: (ctx) =>
    checkShownPlaces('Google', ctx.settings.places, (id) => askPlace(ctx, id, 'id', z.unknown())),
})
