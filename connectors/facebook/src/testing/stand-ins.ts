import {
  type ActionStandIn,
  type Fault,
  type StandIn,
  type StreamStandIn,
  sandboxFaults,
  twoTokens,
} from '@rapport/contract-kit'
import {
  addFacebookPage,
  addFacebookRecommendation,
  editFacebookRecommendation,
  type FacebookOptions,
  type FacebookPage,
  type FacebookServer,
  startFacebook,
} from '@rapport/sandbox'

const tokens = ['kit-facebook-token-1', 'kit-facebook-token-2'] as const
/** Recommendations per page of a list in the contract tests. */
const pageSize = 10
/** Between recommendations, so that a page of a list is longer than the day that the stream looks back. */
const apartMs = 6 * 3_600_000
/** Edits of old recommendations, and deletions, are found when everything is read again. */
const untilEverythingMs = 8 * 86_400_000

/** A page and its location, with a clock of their own, which only the tests move. */
export interface Pages {
  readonly server: FacebookServer
  readonly pages: readonly [FacebookPage, FacebookPage]
  readonly standIn: StandIn & { readonly pageSize: number; fault(kind: Fault): void; callCount(): number }
  tick(ms: number): number
}

export async function openPages(
  options: FacebookOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Pages> {
  let clock = Date.UTC(2026, 0, 1)
  const server = await startFacebook({ limits: 'off', now: () => clock, accessTokens: tokens, ...options })
  const { state, control } = server
  const parent = addFacebookPage(state, { name: 'Acme' })
  const pages = [parent, addFacebookPage(state, { name: 'Acme, Cork', parent: parent.id })] as const
  return {
    server,
    pages,
    standIn: {
      pageSize,
      secrets: [...tokens, 'sandbox-page-token'],
      settings: () => ({
        baseUrl: server.baseUrl,
        appId: server.appId,
        pages: pages.map(({ id }) => id),
        pageSize,
        ...settings,
      }),
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
  const { server, pages, standIn, tick } = await openPages()
  const { state } = server
  const atSite = (id: string): string => id.slice(id.indexOf('/') + 1)
  const add = (createdAt: number): string => {
    const number = state.recommendations.size
    const { id: page } = pages[number % 2] ?? pages[0]
    const type = number % 3 === 0 ? 'negative' : 'positive'
    const { id } = addFacebookRecommendation(state, page, { text: `Review ${number}`, type, createdAt })
    return `${page}/${id}`
  }
  return {
    ...standIn,
    populate: async (count) => Array.from({ length: count }, () => add(tick(apartMs))),
    async modify(ids) {
      tick(untilEverythingMs)
      for (const id of ids)
        editFacebookRecommendation(state, atSite(id), {
          text: `${state.recommendation(atSite(id)).text}!`,
        })
    },
    holds: async () =>
      new Map(
        [...state.recommendations.values()]
          .filter(({ hidden }) => !hidden)
          .map(({ id, page, text, type }) => [
            `${page}/${id}`,
            { text, rating: type === 'positive' ? 1 : 0, scaleMin: 0, scaleMax: 1, placeId: page },
          ]),
      ),
    async archive(id) {
      state.recommendation(atSite(id)).hidden = true
      tick(untilEverythingMs)
    },
    async restore(id) {
      state.recommendation(atSite(id)).hidden = false
      tick(untilEverythingMs)
    },
    async addWithSameModifiedTime(count) {
      const newest = Math.max(...[...state.recommendations.values()].map(({ createdAt }) => createdAt))
      return Array.from({ length: count }, () => add(newest))
    },
    async addUnknownField() {
      state.hasUnknownFields = true
    },
  }
}

/** As the action `reply` sees it. */
export async function startReplies(): Promise<ActionStandIn> {
  const { server, pages, standIn } = await openPages()
  const { state, control } = server
  const [, { id: page }] = pages
  const review = (): string => {
    const { id } = addFacebookRecommendation(state, page)
    return `${page}/${id}`
  }
  const drop = (kind: 'reset' | 'reset-after-commit'): void =>
    control.fail({ method: 'POST', path: '*/comments', fault: { kind } })
  return {
    ...standIn,
    input: async () => ({ reviewId: review(), text: 'Thank you! 😊 Dziękujemy' }),
    refusedInput: async () => ({ reviewId: review(), text: 'ä'.repeat(8_001) }),
    dropAfterCommit: () => drop('reset-after-commit'),
    dropBeforeCommit: () => drop('reset'),
    effects: () => state.replyWrites,
  }
}
