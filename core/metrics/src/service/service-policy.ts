/** How soon a customer is to be answered. */
export interface ResponseTarget {
  readonly seconds: number
  readonly clock: 'calendar' | 'business'
  /** Seconds for tickets of a priority, by the source's name for it; others have `seconds`. */
  readonly byPriority: Readonly<Record<string, number>>
}

/** The rules of the service metrics that an admin can set. A change of them is a new version in `id`. */
export interface ServicePolicy {
  readonly id: string
  /** Whether what a bot says is a reply. */
  readonly countBot: boolean
  readonly firstResponseTarget: ResponseTarget | null
  /** For what the customer asks after the first response. */
  readonly nextReplyTarget: ResponseTarget | null
}

/** METRICS.md, section 1: first response within 2 hours by the calendar, by a person. */
export const RAPPORT_SERVICE_POLICY: ServicePolicy = Object.freeze({
  id: 'rapport-service@1',
  countBot: false,
  firstResponseTarget: Object.freeze({ seconds: 7200, clock: 'calendar', byPriority: Object.freeze({}) }),
  nextReplyTarget: null,
})

/** Seconds of a target for a ticket of the priority. */
export const targetSecondsFor = (target: ResponseTarget, priority: string | null): number =>
  (priority !== null && Object.hasOwn(target.byPriority, priority)
    ? target.byPriority[priority]
    : undefined) ?? target.seconds
