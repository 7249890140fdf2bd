import type { Milliseconds, TicketCategory } from './events.ts'
import type { TimeSpan } from './ticket-clock.ts'

/** Time that a ticket spent in one category. */
export interface StatusSpan extends TimeSpan {
  readonly category: TicketCategory
}

/** Categories in which the customer waits, and in which the agent does. */
export const REQUESTER_WAITS: ReadonlySet<TicketCategory> = new Set(['new', 'open', 'on_hold'])
export const AGENT_WAITS: ReadonlySet<TicketCategory> = new Set(['pending_customer'])
export const ON_HOLD: ReadonlySet<TicketCategory> = new Set(['on_hold'])

/** Solved as well as closed, though a customer may still reopen what is only solved. */
export const isResolved = (category: TicketCategory): boolean =>
  category === 'solved' || category === 'closed'

const isPause = (category: TicketCategory): boolean =>
  category === 'pending_customer' || category === 'on_hold'

/** The categories that a ticket went through. */
export class StatusTimeline {
  readonly #spans: StatusSpan[] = []
  #since: Milliseconds
  #category: TicketCategory
  #changed = false
  #pausedOnce: boolean

  constructor(startedAt: Milliseconds, category: TicketCategory) {
    this.#since = startedAt
    this.#category = category
    this.#pausedOnce = isPause(category)
  }

  get category(): TicketCategory {
    return this.#category
  }

  /** When the ticket entered its category. Before `finish`, which ends all spans. */
  get since(): Milliseconds {
    return this.#since
  }

  /** Whether any status was recorded. */
  get changed(): boolean {
    return this.#changed
  }

  get everPendingOrOnHold(): boolean {
    return this.#pausedOnce
  }

  /** The ticket entered a category; in order of time. */
  enter(category: TicketCategory, at: Milliseconds): void {
    this.#endSpan(at)
    this.#category = category
    this.#changed = true
    this.#pausedOnce ||= isPause(category)
  }

  /** The spans until `asOf`, in order. */
  finish(asOf: Milliseconds): readonly StatusSpan[] {
    this.#endSpan(asOf)
    return this.#spans
  }

  #endSpan(at: Milliseconds): void {
    // A status that is dated before the request has been in force from its start.
    if (at <= this.#since) return
    this.#spans.push({ from: this.#since, to: at, category: this.#category })
    this.#since = at
  }
}
