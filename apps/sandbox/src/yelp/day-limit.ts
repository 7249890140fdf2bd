const DAY = 86_400_000

/** So many calls from one midnight UTC to the next. What is refused does not count. */
export class DayLimit {
  readonly most: number
  #day = -1
  #used = 0

  constructor(most: number) {
    this.most = most
  }

  /** Calls that are left. */
  left(now: number): number {
    return this.most - (Math.floor(now / DAY) === this.#day ? this.#used : 0)
  }

  /** Takes one. @returns whether there was one */
  take(now: number): boolean {
    if (this.left(now) <= 0) return false
    const day = Math.floor(now / DAY)
    this.#used = day === this.#day ? this.#used + 1 : 1
    this.#day = day
    return true
  }

  /** The next midnight. */
  resetsAt(now: number): string {
    return new Date((Math.floor(now / DAY) + 1) * DAY).toISOString()
  }
}
