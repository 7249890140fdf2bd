import { setTimeout as rest } from 'node:timers/promises'
import type { Counter } from 'prom-client'

interface Answer {
  readonly version: string
  readonly computed: Promise<unknown>
  readonly since: number
  /** Whether it waits to be made anew, or is. */
  isRenewed: boolean
  /** Of its JSON, once it is computed. */
  length: number
}

/** So many answers are kept at most; the one that was not asked for longest goes first. */
const mostAnswers = 500

/** So long all of them may be as JSON: reports of many days are large, and whoever asks chooses the days. */
const mostLength = 50_000_000

/** What changes without a new version of the data, such as the hours that pass: an answer older than this is made anew, … */
const renewedAfterMs = 60_000

/** … while those who ask are answered with what is there, unless it is older than this. */
const longestMs = 300_000

/**
 * Answers by their query, as long as the data are of the version that they were computed from. Those who ask for the same at the same
 * time wait for one computation. Answers of a page that stays open are made anew one after the other, in nobody's way.
 */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>()
  readonly #lookups: Counter<'outcome'>
  readonly #now: () => number
  readonly #mostLength: number
  #length = 0
  /** Settles when no answer waits to be made anew. */
  #renewals: Promise<void> = Promise.resolve()

  constructor(lookups: Counter<'outcome'>, now: () => number, most: number = mostLength) {
    this.#lookups = lookups
    this.#now = now
    this.#mostLength = most
  }

  /** `query` names everything that the answer depends on beside the data: filters, and which rows who asks may see. */
  async answer<T>(query: unknown, version: string, compute: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(query)
    const held = this.#answers.get(key)
    const age = held === undefined ? Number.POSITIVE_INFINITY : this.#now() - held.since
    if (held !== undefined && held.version === version && age <= longestMs) {
      this.#lookups.inc({ outcome: 'found' })
      this.#keep(key, held)
      if (age > renewedAfterMs && !held.isRenewed) this.#renewLater(key, held, compute)
      // What is kept under a key was made by the same computation.
      return held.computed as Promise<T>
    }
    this.#lookups.inc({ outcome: 'computed' })
    const computed = compute()
    const answer: Answer = { version, computed, since: this.#now(), isRenewed: false, length: 0 }
    this.#keep(key, answer)
    computed.then(
      (value) => this.#weigh(key, answer, value),
      // A failure is told to those who waited, and not kept.
      () => {
        if (this.#answers.get(key) === answer) this.#forget(key)
      },
    )
    return computed
  }

  #renewLater(key: string, held: Answer, compute: () => Promise<unknown>): void {
    held.isRenewed = true
    this.#renewals = this.#renewals.then(async () => {
      const started = performance.now()
      await this.#renew(key, held, compute)
      // Half of the time is left to those who ask.
      await rest(performance.now() - started, undefined, { ref: false })
    })
  }

  async #renew(key: string, held: Answer, compute: () => Promise<unknown>): Promise<void> {
    if (this.#answers.get(key) !== held) return
    this.#lookups.inc({ outcome: 'renewed' })
    const since = this.#now()
    try {
      const value = await compute()
      if (this.#answers.get(key) !== held) return
      const answer: Answer = {
        ...{ version: held.version, computed: Promise.resolve(value), since },
        ...{ isRenewed: false, length: 0 },
      }
      this.#keep(key, answer)
      this.#weigh(key, answer, value)
    } catch {
      // Whoever asks once it is too old computes it and is told why it fails; until then each who asks has it tried again.
      held.isRenewed = false
    }
  }

  /** Forgets every answer. */
  clear(): void {
    this.#answers.clear()
    this.#length = 0
  }

  /** Puts an answer behind all others. */
  #keep(key: string, answer: Answer): void {
    this.#forget(key)
    this.#answers.set(key, answer)
    this.#length += answer.length
    this.#makeRoom()
  }

  /** What is large is known when it is there. */
  #weigh(key: string, answer: Answer, value: unknown): void {
    if (this.#answers.get(key) !== answer) return
    answer.length = JSON.stringify(value)?.length ?? 0
    this.#length += answer.length
    this.#makeRoom()
  }

  #makeRoom(): void {
    for (const key of this.#answers.keys()) {
      if (this.#answers.size <= mostAnswers && this.#length <= this.#mostLength) return
      this.#forget(key)
    }
  }

  #forget(key: string): void {
    this.#length -= this.#answers.get(key)?.length ?? 0
    this.#answers.delete(key)
  }
}
