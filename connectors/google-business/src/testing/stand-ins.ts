import {
  type ActionStandIn,
  type Fault,
  type StandIn,
  type StreamStandIn,
  sandboxFaults,
  twoTokens,
} from '@rapport/contract-kit'
import {
  addGoogleAccount,
  addGoogleLocation,
  addGoogleReview,
  editGoogleReview,
  type GoogleBusinessOptions,
  type GoogleBusinessServer,
  type GoogleLocation,
  startGoogleBusiness,
} from '@rapport/sandbox'

const tokens = ['kit-google-token-1', 'kit-google-token-2'] as const
/** Reviews, and places, per page in the contract tests. */
const pageSize = 10
/** Between reviews, so that a page is longer than the hour that the stream looks back. */
const apartMs = 1_200_000
/** Deletions are found when everything is read again. */
const untilEverythingMs = 8 * 86_400_000

/** Two accounts that share one of two locations, with a clock of their own, which only the tests move. */
export interface Accounts {
  readonly server: GoogleBusinessServer
  readonly locations: readonly [GoogleLocation, GoogleLocation]
  readonly standIn: StandIn & { readonly pageSize: number; fault(kind: Fault): void; callCount(): number }
  tick(ms: number): number
}

export async function openAccounts(options: GoogleBusinessOptions = {}): Promise<Accounts> {
  let clock = Date.UTC(2026, 0, 1)
  const server = await startGoogleBusiness({
    limits: 'off',
    now: () => clock,
    accessTokens: tokens,
    ...options,
  })
  const { state, control } = server
  const person = addGoogleAccount(state).name
  const group = addGoogleAccount(state, { accountName: 'Brand', type: 'LOCATION_GROUP' }).name
  const locations = [
    addGoogleLocation(state, { accounts: [person, group] }),
    addGoogleLocation(state, { accounts: [group] }),
  ] as const
  return {
    server,
    locations,
    standIn: {
      pageSize,
      secrets: tokens,
      settings: () => ({ baseUrl: server.baseUrl, tokenUrl: server.tokenUrl, pageSize }),
      credentials: () => twoTokens(tokens),
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

/** As the stream of reviews sees it. */
export async function startReviews(): Promise<StreamStandIn> {
  const { server, locations, standIn, tick } = await openAccounts()
  const { state } = server
  const idOf = (location: string, id: string): string => `${location.slice('locations/'.length)}/${id}`
  const atSite = (id: string): string => id.slice(id.indexOf('/') + 1)
  const add = (createTime: number, hidden = false): string => {
    const { name } = locations[state.reviews.size % 2] ?? locations[0]
    const number = state.reviews.size
    return idOf(name, addGoogleReview(state, name, { comment: `Review ${number}`, createTime, hidden }).id)
  }
  return {
    ...standIn,
    populate: async (count) => Array.from({ length: count }, () => add(tick(apartMs))),
    async modify(ids) {
      for (const id of ids) {
        tick(1_000)
        editGoogleReview(state, atSite(id), { comment: `${state.review(atSite(id)).comment}!` })
      }
    },
    holds: async () =>
      new Map(
        [...state.reviews.values()]
          .filter(({ hidden }) => !hidden)
          .map(({ id, location, comment, displayName }) => [
            idOf(location, id),
            { text: comment, author: displayName, rating: 5, placeId: location.slice('locations/'.length) },
          ]),
      ),
    async archive(id) {
      state.review(atSite(id)).hidden = true
      tick(untilEverythingMs)
    },
    async restore(id) {
      state.review(atSite(id)).hidden = false
      tick(untilEverythingMs)
    },
    async addWithSameModifiedTime(count) {
      const newest = Math.max(...[...state.reviews.values()].map(({ updateTime }) => updateTime))
      return Array.from({ length: count }, () => add(newest))
    },
    async addUnindexed() {
      const id = add(tick(1_000), true)
      return {
        id,
        async reveal() {
          state.review(atSite(id)).hidden = false
        },
      }
    },
    async addUnknownField() {
      state.hasUnknownFields = true
    },
  }
}

/** As the stream of places sees it. */
export async function startPlaces(): Promise<StreamStandIn> {
  const { server, standIn } = await openAccounts()
  const { state } = server
  state.locations.clear()
  const [first = '', second = ''] = state.accounts.keys()
  const find = (id: string): GoogleLocation => state.location(`locations/${id}`)
  return {
    ...standIn,
    populate: async (count) =>
      Array.from({ length: count }, (_, index) =>
        addGoogleLocation(state, { accounts: index % 3 === 0 ? [first, second] : [second] }).name.slice(10),
      ),
    async modify(ids) {
      for (const id of ids) find(id).title += '!'
    },
    holds: async () =>
      new Map(
        [...state.locations.values()]
          .filter(({ accounts }) => accounts.length > 0)
          .map(({ name, title }) => [name.slice(10), { name: title }]),
      ),
    async archive(id) {
      find(id).accounts = []
    },
    async restore(id) {
      find(id).accounts = [second]
    },
    async addUnknownField() {
      state.hasUnknownFields = true
    },
  }
}

/** As the action `reply` sees it. */
export async function startReplies(): Promise<ActionStandIn> {
  const { server, locations, standIn } = await openAccounts()
  const { state, control } = server
  const review = (): string =>
    `${locations[0].name.slice(10)}/${addGoogleReview(state, locations[0].name).id}`
  const drop = (kind: 'reset' | 'reset-after-commit'): void =>
    control.fail({ method: 'PUT', path: '*/reply', fault: { kind } })
  return {
    ...standIn,
    input: async () => ({ reviewId: review(), text: 'Thank you! 😊 Dziękujemy' }),
    refusedInput: async () => ({ reviewId: review(), text: 'ä'.repeat(2_049) }),
    dropAfterCommit: () => drop('reset-after-commit'),
    dropBeforeCommit: () => drop('reset'),
    effects: () => state.replyWrites,
  }
}
