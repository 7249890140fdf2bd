import {
  type ActionStandIn,
  type Fault,
  type StandIn,
  type StreamStandIn,
  sandboxFaults,
  twoTokens,
} from '@rapport/contract-kit'
import {
  addTrustpilotReview,
  addTrustpilotUnit,
  editTrustpilotReview,
  startTrustpilot,
  type TrustpilotOptions,
  type TrustpilotServer,
  type TrustpilotUnit,
} from '@rapport/sandbox'

const tokens = ['kit-trustpilot-token-1', 'kit-trustpilot-token-2'] as const
/** Reviews per page in the contract tests. */
const pageSize = 10
/** Between reviews, so that a page is longer than the two days that the stream looks back. */
const apartMs = 6 * 3_600_000
/** Edits of old reviews, and deletions, are found when everything is read again. */
const untilEverythingMs = 8 * 86_400_000

/** Two business units with a clock of their own, which only the tests move. */
export interface Units {
  readonly server: TrustpilotServer
  readonly units: readonly [TrustpilotUnit, TrustpilotUnit]
  readonly standIn: StandIn & { readonly pageSize: number; fault(kind: Fault): void; callCount(): number }
  tick(ms: number): number
}

export async function openUnits(options: TrustpilotOptions = {}): Promise<Units> {
  let clock = Date.UTC(2026, 0, 1)
  const server = await startTrustpilot({ limits: 'off', now: () => clock, accessTokens: tokens, ...options })
  const { state, control } = server
  const units = [
    addTrustpilotUnit(state, { identifying: 'acme.example' }),
    addTrustpilotUnit(state, { identifying: 'shop.example' }),
  ] as const
  return {
    server,
    units,
    standIn: {
      pageSize,
      secrets: tokens,
      settings: () => ({
        baseUrl: server.baseUrl,
        clientId: server.apiKey,
        // One by its id, one by its domain.
        businessUnits: [units[0].id, 'shop.example'],
        authorBusinessUserId: server.businessUserId,
        pageSize,
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
  const { server, units, standIn, tick } = await openUnits()
  const { state } = server
  const atSite = (id: string): string => id.slice(id.indexOf('/') + 1)
  const add = (createdAt: number, hidden = false): string => {
    const { id: unit } = units[state.reviews.size % 2] ?? units[0]
    const text = `Review ${state.reviews.size}`
    const { id } = addTrustpilotReview(state, unit, { text, createdAt, hidden, referenceId: `R-${text}` })
    return `${unit}/${id}`
  }
  return {
    ...standIn,
    populate: async (count) => Array.from({ length: count }, () => add(tick(apartMs))),
    async modify(ids) {
      tick(untilEverythingMs)
      for (const id of ids)
        editTrustpilotReview(state, atSite(id), { text: `${state.review(atSite(id)).text}!` })
    },
    holds: async () =>
      new Map(
        [...state.reviews.values()]
          .filter(({ hidden }) => !hidden)
          .map(({ id, unit, text, referenceId }) => [
            `${unit}/${id}`,
            { text, orderReference: referenceId, rating: 5, placeId: unit },
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
      const newest = Math.max(...[...state.reviews.values()].map(({ createdAt }) => createdAt))
      return Array.from({ length: count }, () => add(newest))
    },
    async addUnknownField() {
      state.hasUnknownFields = true
    },
  }
}

/** As the action `reply` sees it. */
export async function startReplies(): Promise<ActionStandIn> {
  const { server, units, standIn } = await openUnits()
  const { state, control } = server
  const [{ id: unit }] = units
  const review = (): string => `${unit}/${addTrustpilotReview(state, unit).id}`
  const drop = (kind: 'reset' | 'reset-after-commit'): void =>
    control.fail({ method: 'POST', path: '*/reply', fault: { kind } })
  return {
    ...standIn,
    input: async () => ({ reviewId: review(), text: 'Thank you! 😊 Dziękujemy' }),
    async refusedInput() {
      // The business user has left.
      state.businessUsers.clear()
      return { reviewId: review(), text: 'Thank you' }
    },
    dropAfterCommit: () => drop('reset-after-commit'),
    dropBeforeCommit: () => drop('reset'),
    effects: () => state.replyWrites,
  }
}
