import type { Credentials } from '@rapport/connector'
import {
  type ActionStandIn,
  type Fault,
  type StandIn,
  type StreamStandIn,
  sandboxFaults,
  twoTokens,
} from '@rapport/contract-kit'
import {
  addYelpBusiness,
  addYelpReview,
  editYelpReview,
  startYelp,
  type YelpBusiness,
  type YelpOptions,
  type YelpServer,
} from '@rapport/sandbox'

const keys = ['kit-yelp-key-1', 'kit-yelp-key-2'] as const
const owners = ['kit-yelp-owner-1', 'kit-yelp-owner-2'] as const
/** Between reviews. */
const apartMs = 3_600_000

/** Four businesses with a clock of their own, which only the tests move. One is named by its alias. */
export interface Businesses {
  readonly server: YelpServer
  readonly businesses: readonly YelpBusiness[]
  readonly standIn: StandIn & { readonly pageSize: number; fault(kind: Fault): void; callCount(): number }
  tick(ms: number): number
}

export async function openBusinesses(
  options: YelpOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Businesses> {
  let clock = Date.UTC(2026, 0, 15, 12)
  const server = await startYelp({
    limits: 'off',
    excerpts: 7,
    now: () => clock,
    apiKeys: keys,
    ownerTokens: owners,
    ...options,
  })
  const { state, control } = server
  const businesses = Array.from({ length: 4 }, () => addYelpBusiness(state))
  return {
    server,
    businesses,
    standIn: {
      pageSize: 3,
      secrets: [...keys, ...owners],
      settings: () => ({
        baseUrl: server.baseUrl,
        businesses: businesses.map(({ id, alias }, number) => (number === 1 ? alias : id)),
        ...settings,
      }),
      credentials: keyAndOwner,
      fault: (kind) => control.fail({ path: '*', fault: sandboxFaults[kind] }),
      callCount: () => control.log().length,
      close: () => server.close(),
    },
    tick(ms) {
      clock += ms
      return clock
    },
  }
}

/** A key and the token of an owner, as the sign-in `keyAndPerson` gives them. */
const keyAndOwner = (): Credentials => ({ ...twoTokens(owners), key: twoTokens(keys) })

/** As the stream of reviews sees it: no business has more of them than are shown. */
export async function startReviews(): Promise<StreamStandIn> {
  const { server, businesses, standIn, tick } = await openBusinesses()
  const { state } = server
  const atSite = (id: string): string => id.slice(id.indexOf('/') + 1)
  const add = (createdAt: number): string => {
    const number = state.reviews.size
    const business = businesses[number % businesses.length]?.id ?? ''
    return `${business}/${addYelpReview(state, business, { text: `Review ${number}`, createdAt }).id}`
  }
  return {
    ...standIn,
    populate: async (count) => Array.from({ length: count }, () => add(tick(apartMs))),
    async modify(ids) {
      for (const id of ids) editYelpReview(state, atSite(id), { text: `${state.review(atSite(id)).text}!` })
    },
    holds: async () =>
      new Map(
        [...state.reviews.values()].map(({ id, business, text, createdAt }) => [
          `${business}/${id}`,
          { text, rating: 5, placeId: business, createdAt: new Date(createdAt).toISOString() },
        ]),
      ),
    async addWithSameModifiedTime(count) {
      const newest = Math.max(...[...state.reviews.values()].map(({ createdAt }) => createdAt))
      return Array.from({ length: count }, () => add(newest))
    },
    async addUnknownField() {
      state.hasUnknownFields = true
    },
  }
}

/** With the partner API on. */
export function openPartner(options: YelpOptions = {}): Promise<Businesses> {
  const partner = { contract: true, baseUrl: '' }
  return openBusinesses(options, { partner }).then((opened) => {
    partner.baseUrl = opened.server.baseUrl
    return opened
  })
}

/** As the action `reply` sees it. */
export async function startReplies(): Promise<ActionStandIn> {
  const { server, businesses, standIn } = await openPartner()
  const { state, control } = server
  const business = businesses[0]?.id ?? ''
  const review = (): string => `${business}/${addYelpReview(state, business).id}`
  const drop = (kind: 'reset' | 'reset-after-commit'): void =>
    control.fail({ method: 'POST', path: '/reviews/v1/*', fault: { kind } })
  let number = 0
  return {
    ...standIn,
    async input() {
      number += 1
      return { reviewId: review(), text: `Thank you, guest ${number}! Dziękujemy` }
    },
    async refusedInput() {
      // Another review has nearly the same reply.
      addYelpReview(state, business, { reply: 'Thanks for coming.' })
      return { reviewId: review(), text: 'Thanks for coming!' }
    },
    dropAfterCommit: () => drop('reset-after-commit'),
    dropBeforeCommit: () => drop('reset'),
    effects: () => state.replyWrites,
  }
}
