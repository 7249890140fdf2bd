import type { HubspotState, WriteEffect } from '../state.ts'
import { type EventContent, eventsOf, type WebhookEvent } from './events.ts'
import { signatureHeaders } from './signature.ts'

/** An app's webhooks. */
export interface WebhookTarget {
  readonly targetUrl: string
  /** What requests are signed with. */
  readonly clientSecret: string
  readonly appId?: number | undefined
  /** The subscribed types, such as `contact.propertyChange`. Default: all. */
  readonly subscriptions?: readonly string[] | undefined
  /** Default 10, as HubSpot's. */
  readonly maxConcurrentRequests?: number | undefined
  /** How long to wait before the retry of this number, from 1. Default: ten retries over 24 hours. */
  readonly retryDelayMs?: ((retry: number) => number) | undefined
}

/** One request that was made. */
export interface WebhookDelivery {
  readonly at: number
  readonly attempt: number
  /** Null: no answer within five seconds, or none at all. */
  readonly status: number | null
  readonly events: readonly WebhookEvent[]
}

/** Most events of one request. */
const mostEvents = 100
/** HubSpot waits so long for an answer. */
const answerWithinMs = 5_000
const mostRetries = 10
/** Minutes before each retry: 24 hours in all. */
const retryMinutes = [1, 3, 6, 15, 35, 80, 160, 240, 360, 540]

interface Batch {
  readonly events: readonly EventContent[]
  readonly occurredAt: number
  attempt: number
}

/**
 * Tells an app of what changes in a state, as HubSpot does: signed, in batches, in no certain order, and again where it is not answered
 * with 2xx in time.
 */
export class WebhookSender {
  readonly deliveries: WebhookDelivery[] = []
  readonly #state: HubspotState
  readonly #observe = (effects: readonly WriteEffect[]): void => this.send(effects.flatMap(eventsOf))
  #target: WebhookTarget | null = null
  #pending: EventContent[] = []
  #waiting: Batch[] = []
  #underWay = 0
  readonly #retries = new Set<NodeJS.Timeout>()
  #scheduled = false
  #idle: (() => void)[] = []
  #nextEvent = 1

  constructor(state: HubspotState) {
    this.#state = state
    state.observers.add(this.#observe)
  }

  /** Begins to tell of changes; null ends it. What waits to be told is dropped. */
  subscribe(target: WebhookTarget | null): void {
    this.#drop()
    this.#target = target
  }

  /** Sends events, those of what changes in the inbox too, which nothing else tells of. */
  send(events: readonly EventContent[]): void {
    const target = this.#target
    if (target === null) return
    const { subscriptions } = target
    this.#pending.push(
      ...events.filter(({ subscriptionType }) => subscriptions?.includes(subscriptionType) ?? true),
    )
    if (this.#pending.length === 0 || this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#batch()
    })
  }

  /** Resolves when nothing is left to send, retries that wait included. */
  settled(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  close(): void {
    this.#state.observers.delete(this.#observe)
    this.subscribe(null)
  }

  #batch(): void {
    const events = this.#pending
    this.#pending = []
    for (let start = 0; start < events.length; start += mostEvents) {
      this.#waiting.push({
        events: events.slice(start, start + mostEvents),
        occurredAt: this.#state.now(),
        attempt: 0,
      })
    }
    this.#work()
  }

  #work(): void {
    const target = this.#target
    if (target === null) return
    while (this.#underWay < (target.maxConcurrentRequests ?? 10)) {
      const batch = this.#waiting.shift()
      if (batch === undefined) break
      this.#underWay += 1
      void this.#deliver(target, batch).finally(() => {
        this.#underWay -= 1
        this.#work()
        this.#tellIdle()
      })
    }
    this.#tellIdle()
  }

  async #deliver(target: WebhookTarget, batch: Batch): Promise<void> {
    const events = batch.events.map((content) => this.#event(target, batch, content))
    const body = JSON.stringify(events)
    const request = { method: 'POST', url: target.targetUrl, body }
    const at = this.#state.now()
    const status = await post(request, signatureHeaders(target.clientSecret, request, at))
    if (this.#target !== target) return
    this.deliveries.push({ at, attempt: batch.attempt, status, events })
    if (status !== null && status >= 200 && status < 300) return
    if (batch.attempt >= mostRetries) return
    batch.attempt += 1
    this.#retry(target, batch)
  }

  #retry(target: WebhookTarget, batch: Batch): void {
    const usual = (retry: number): number => (retryMinutes[retry - 1] ?? 0) * 60_000
    const timer = setTimeout(
      () => {
        this.#retries.delete(timer)
        this.#waiting.push(batch)
        this.#work()
      },
      (target.retryDelayMs ?? usual)(batch.attempt),
    )
    timer.unref()
    this.#retries.add(timer)
  }

  #event(target: WebhookTarget, { occurredAt, attempt }: Batch, content: EventContent): WebhookEvent {
    const eventId = this.#nextEvent
    this.#nextEvent += 1
    return {
      eventId,
      subscriptionId: 1,
      portalId: this.#state.account.portalId,
      appId: target.appId ?? 1,
      occurredAt,
      attemptNumber: attempt,
      changeSource: 'CRM_UI',
      ...content,
    }
  }

  #isIdle(): boolean {
    return (
      !this.#scheduled &&
      this.#pending.length + this.#waiting.length + this.#underWay + this.#retries.size === 0
    )
  }

  #tellIdle(): void {
    if (!this.#isIdle()) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #drop(): void {
    this.#pending = []
    this.#waiting = []
    for (const timer of this.#retries) clearTimeout(timer)
    this.#retries.clear()
    this.#tellIdle()
  }
}

/** The status of the answer; null for none. */
async function post(
  request: { readonly method: string; readonly url: string; readonly body: string },
  signature: Readonly<Record<string, string>>,
): Promise<number | null> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'HubSpot Connect 2.0', ...signature },
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return null
  }
}
