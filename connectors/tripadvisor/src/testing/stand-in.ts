import { staticToken } from '@rapport/connector'
import { sandboxFaults, type ViewStandIn } from '@rapport/contract-kit'
import {
  addTripadvisorLocation,
  addTripadvisorReview,
  startTripadvisor,
  type TripadvisorOptions,
  type TripadvisorServer,
} from '@rapport/sandbox'

const key = 'kit-tripadvisor-key'

/** A location with two reviews, one of them with a reply. */
export interface OpenLocation {
  readonly server: TripadvisorServer
  readonly standIn: ViewStandIn
}

const day = 86_400_000
const first = Date.UTC(2026, 0, 15, 12)

export async function openLocation(options: TripadvisorOptions = {}): Promise<OpenLocation> {
  const server = await startTripadvisor({ limits: 'off', keys: [key], ...options })
  const { state, control } = server
  const placeId = addTripadvisorLocation(state).id
  const cold = { username: 'AdaCanary', title: 'Canary title', text: 'Canary: cold soup', rating: 2 }
  const sorry = { author: 'Owner Canary', text: 'Canary: sorry', publishedAt: first + day }
  addTripadvisorReview(state, placeId, { ...cold, publishedAt: first, ownerResponse: sorry })
  const warm = { username: 'BeaCanary', title: 'Canary again', text: 'Canary: warm soup' }
  addTripadvisorReview(state, placeId, { ...warm, publishedAt: first + 2 * day })
  const path = '*'
  const given = control.behaviour.ownerResponse === 'given'
  const at = new Date(first + day).toISOString()
  return {
    server,
    standIn: {
      placeId,
      unknownPlaceId: '999999',
      secrets: [key],
      content: [cold, warm, sorry]
        .flatMap((one) => Object.values(one))
        .filter((one) => typeof one === 'string'),
      settings: () => ({ baseUrl: server.baseUrl, places: [placeId] }),
      credentials: () => staticToken(key, 'env:TRIPADVISOR_KEY'),
      expected: () => [
        { author: 'BeaCanary', rating: { value: 5, min: 1, max: 5 }, text: warm.text, reply: null },
        {
          author: 'AdaCanary',
          rating: { value: 2, min: 1, max: 5 },
          title: cold.title,
          text: cold.text,
          language: 'en',
          at: new Date(first).toISOString(),
          reply: given ? { author: sorry.author, text: sorry.text, at } : null,
          attribution: 'AdaCanary on Tripadvisor',
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
