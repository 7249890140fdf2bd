import type { Milliseconds } from './events.ts'
import type { TicketClock } from './ticket-clock.ts'
import type { Reopening, ResolutionCycle } from './ticket-metrics.ts'

/** Sources that stamp a reopening before the message that caused it do so by less. */
const CAUSE_FOLLOWS_WITHIN_MS = 60_000

interface CycleDraft {
  startedAt: Milliseconds
  firstResolvedAt: Milliseconds | null
  lastResolvedAt: Milliseconds | null
}

interface ReopeningDraft {
  at: Milliseconds
  by: 'customer' | 'agent' | 'system'
  /** Told from what came before, not said by the source. */
  supposed: boolean
  resolvedBefore: Milliseconds | null
  solvedWithoutReply: boolean | null
  replied: boolean
}

/**
 * Resolutions and reopenings. A customer's reopening starts a new cycle; an agent's own continues the present one, so that a slip of
 * the hand does not make a ticket look solved early. From solved to closed nothing is resolved again.
 */
export class Resolutions {
  readonly #cycles: CycleDraft[] = []
  readonly #reopenings: ReopeningDraft[] = []
  #cycle: CycleDraft
  #reopening: ReopeningDraft | null = null
  #timesResolved = 0

  constructor(startedAt: Milliseconds) {
    this.#cycle = this.#begin(startedAt)
  }

  get timesResolved(): number {
    return this.#timesResolved
  }

  get resolvedAt(): Milliseconds | null {
    return this.#cycle.lastResolvedAt
  }

  resolve(at: Milliseconds): void {
    this.#timesResolved += 1
    this.#cycle.firstResolvedAt ??= at
    this.#cycle.lastResolvedAt = at
    if (this.#reopening !== null) this.#reopening.solvedWithoutReply ??= !this.#reopening.replied
  }

  /** `by` is null where the source does not say, or names a machine; `asked`: the customer wrote since the resolution. */
  reopen(at: Milliseconds, by: Reopening['by'] | null, asked: boolean): void {
    const supposed = by === null || by === 'system'
    const cause = supposed && asked ? 'customer' : (by ?? 'agent')
    const resolvedBefore = this.#cycle.lastResolvedAt
    this.#reopening = { at, by: cause, supposed, resolvedBefore, solvedWithoutReply: null, replied: false }
    this.#reopenings.push(this.#reopening)
    if (cause === 'customer') this.#cycle = this.#begin(at)
    else this.#cycle.lastResolvedAt = null
  }

  /** A customer's message may be stamped just after the reopening that it caused. */
  customerMessage(at: Milliseconds): void {
    const reopening = this.#reopening
    if (reopening === null || !reopening.supposed || reopening.by === 'customer') return
    if (reopening.solvedWithoutReply !== null || reopening.replied) return
    if (at - reopening.at > CAUSE_FOLLOWS_WITHIN_MS) return
    reopening.by = 'customer'
    this.#cycle.lastResolvedAt = reopening.resolvedBefore
    this.#cycle = this.#begin(reopening.at)
  }

  reply(): void {
    if (this.#reopening !== null) this.#reopening.replied = true
  }

  reopenings(): Reopening[] {
    return this.#reopenings.map(({ at, by, solvedWithoutReply, replied }) => ({
      at,
      by,
      solvedWithoutReply,
      replied,
    }))
  }

  cycles(clock: TicketClock): ResolutionCycle[] {
    return this.#cycles.map(({ startedAt, firstResolvedAt, lastResolvedAt }) => ({
      startedAt,
      firstResolvedAt,
      lastResolvedAt,
      firstResolution: firstResolvedAt === null ? null : clock.duration(startedAt, firstResolvedAt),
      fullResolution: lastResolvedAt === null ? null : clock.duration(startedAt, lastResolvedAt),
    }))
  }

  #begin(startedAt: Milliseconds): CycleDraft {
    const cycle = { startedAt, firstResolvedAt: null, lastResolvedAt: null }
    this.#cycles.push(cycle)
    return cycle
  }
}
