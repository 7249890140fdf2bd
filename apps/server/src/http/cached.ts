import type { Counter } from 'prom-client'

interface Answer {
  readonly version: string
  readonly computed: Promise<unknown>
  readonly until: number
}

/** So many answers are kept at most; the one that was not asked for longest goes first. */
const mostAnswers = 500

/** What changes without a new version of the data, such as the hours that pass, is not older than this. */
const longestMs = 60_000

/**
 * Answers by their query, as long as the data are of the version that they were computed from. Those who ask for the same at the same
 * time wait for one computation.
 */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>()
  readonly #lookups: Counter<'outcome'>
  readonly #now: () => number

  constructor(lookups: Counter<'outcome'>, now: () => number) {
    this.#lookups = lookups
    this.#now = now
  }

  /** `query` names everything that the answer depends on beside the data: filters, and which rows who asks may see. */
  async answer<T>(query: unknown, version: string, compute: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(query)
    const held = this.#answers.get(key)
    if (held !== undefined && held.version === version && held.until > this.#now()) {
      this.#lookups.inc({ outcome: 'found' })
      this.#keep(key, held)
      // What is kept under a key was made by the same computation.
      return held.computed as Promise<T>
    }
    this.#lookups.inc({ outcome: 'computed' })
    const computed = compute()
    const answer = { version, computed, until: this.#now() + longestMs }
    this.#keep(key, answer)
    // A failure is told to those who waited, and not kept.
    computed.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key)
    })
    return computed
  }

  /** Forgets every answer. */
  clear(): void {
    this.#answers.clear()
  }

  /** Puts an answer behind all others. */
  #keep(key: string, answer: Answer): void {
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    if (this.#answers.size <= mostAnswers) return
    const [oldest] = this.#answers.keys()
    if (oldest !== undefined) this.#answers.delete(oldest)
  }
}
