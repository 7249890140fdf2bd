import { ProblemError } from './problem.ts'

/** So many event streams a person may have open at this process: a browser has one for each tab that shows a run. */
const mostStreams = 10

/** The event streams that are open, by person: each holds a connection and asks the database again and again. */
export class OpenStreams {
  readonly #open = new Map<string, number>()

  /**
   * Counts a stream of a person until what is returned is called.
   * @throws ProblemError 429 where the person has too many.
   */
  open(userId: string): () => void {
    const open = this.#open.get(userId) ?? 0
    if (open >= mostStreams)
      throw new ProblemError(
        429,
        'too-many-streams',
        `You have ${mostStreams} event streams open, and more are not allowed: close other pages that show a run, then try again.`,
        { headers: { 'Retry-After': '5' } },
      )
    this.#open.set(userId, open + 1)
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      const left = (this.#open.get(userId) ?? 1) - 1
      if (left === 0) this.#open.delete(userId)
      else this.#open.set(userId, left)
    }
  }
}
