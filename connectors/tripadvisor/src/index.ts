import { apiKey, checkShownPlaces, defineConnector, explainRefusals } from '@rapport/connector'
import { z } from 'zod'
import { askReviews, reviews } from './reviews.ts'
import { type TripadvisorSettings, tripadvisorSettings } from './settings.ts'

const refusedKey =
  'the key is missing or wrong, or may not be used from this machine: see the keys and their restrictions at Tripadvisor, under Developers'
const unknownPlace = 'it knows no such place: take the number behind -d in the address of its page'
const usedUp =
  'more than 50 calls a second, or the daily budget that was set at Tripadvisor is used up: it opens again at midnight UTC, or raise it there'

/** Tripadvisor: shows the newest reviews of places. Nothing of it is stored but the ids in the settings. */
export const tripadvisor = defineConnector<TripadvisorSettings>({
  id: 'tripadvisor',
  title: 'Tripadvisor',
  settings: tripadvisorSettings,
  authentication: [
    apiKey([
      'At Tripadvisor, under Developers, apply for the Content API: it wants a card, and a daily budget that it keeps to.',
      'Make a key there, and restrict it to the addresses that Rapport calls from.',
    ]),
  ],
  tokenIn: { query: 'key' },
  // Only location ids may be kept: see the caching policy of the Content API.
  retention: 'id_only',
  baseUrl: ({ baseUrl }) => baseUrl,
  budgets: [{ name: 'reads', requests: 50, perMs: 1_000 }],
  classify: explainRefusals('Tripadvisor', [
    [401, '', 'auth', refusedKey],
    [403, '', 'auth', refusedKey],
    [404, '', 'gone', unknownPlace],
    // Which of the two it is, the answer does not tell.
    [429, '', 'rate', usedUp],
  ]),
  streams: [],
  targets: [],
  views: [reviews],
  check: (ctx) =>
    checkShownPlaces('Tripadvisor', ctx.settings.places, (id) => askReviews(ctx, id, z.unknown())),
})
