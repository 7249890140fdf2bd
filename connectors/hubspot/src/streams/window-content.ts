import { createHash } from 'node:crypto'
import type { Instant } from '@rapport/model'
import { pageSizes } from '../objects.ts'
import { later } from '../values.ts'
import { overlapMs } from './read-changes.ts'

/** As many records as a page of a search shows are told apart; of more, only the number. */
const mostShown = pageSizes.search

/** What the moments before the newest time hold, of what was read. */
export class WindowContent {
  #newest: Instant
  #droppedAt: Instant
  #times = new Map<string, Instant>()

  constructor(newest: Instant) {
    this.#newest = newest
    this.#droppedAt = newest
  }

  add(id: string, at: Instant): void {
    this.#times.set(id, at)
    this.#newest = later(this.#newest, at)
    // Much is dropped at a time, so that looking for it costs little.
    if (Date.parse(this.#newest) - Date.parse(this.#droppedAt) > overlapMs) this.#drop()
  }

  digest(): string {
    this.#drop()
    return digestOf(this.#times.size, [...this.#times])
  }

  /** How many records are held. */
  get size(): number {
    return this.#times.size
  }

  #drop(): void {
    const from = Date.parse(this.#newest) - overlapMs
    this.#times = new Map([...this.#times].filter(([, at]) => Date.parse(at) >= from))
    this.#droppedAt = this.#newest
  }
}

/** Which records were changed when; where they are more than a page, how many and the last time. */
export function digestOf(total: number, times: readonly (readonly [id: string, at: Instant])[]): string {
  const lines = times.map(([id, at]) => `${Date.parse(at)} ${id}`).toSorted()
  // Not spread into `Math.max`: that takes some hundred thousand at most, and a mass change has more at one moment.
  const newest = times.reduce((latest, [, at]) => Math.max(latest, Date.parse(at)), -Infinity)
  const content = total <= mostShown ? lines.join('\n') : `${total} to ${newest}`
  return createHash('sha256').update(content).digest('base64url')
}
