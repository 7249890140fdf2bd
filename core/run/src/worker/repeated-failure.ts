/** A failure that lasts is told again so often, in milliseconds. */
const againMs = 60_000

/**
 * What fails each time that it is tried, many times a minute. Told each time it would fill the log, and the disk that may be why it fails.
 */
export class RepeatedFailure {
  #told: { readonly message: string; readonly at: number } | null = null

  /** Whether it is to be told: it is another one than before, or has lasted for a while. */
  isNews(message: string, now: number = performance.now()): boolean {
    if (this.#told?.message === message && now - this.#told.at < againMs) return false
    this.#told = { message, at: now }
    return true
  }

  /** It went well: the next failure is a new one. */
  isOver(): void {
    this.#told = null
  }
}
