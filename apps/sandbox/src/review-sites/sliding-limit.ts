/** At most so many in any stretch of time of that length. What is refused does not count. */
export class SlidingLimit {
  readonly #most: number
  readonly #perMs: number
  readonly #times = new Map<string, number[]>()

  constructor(most: number, perMs: number) {
    this.#most = most
    this.#perMs = perMs
  }

  /** Asks for one. @returns 0 when admitted, else the milliseconds until one will be */
  ask(key: string, now: number): number {
    const recent = (this.#times.get(key) ?? []).filter((at) => at > now - this.#perMs)
    this.#times.set(key, recent)
    const first = recent[recent.length - this.#most]
    if (this.#most <= 0) return this.#perMs
    if (recent.length >= this.#most && first !== undefined) return first + this.#perMs - now
    recent.push(now)
    return 0
  }
}
