/**
 * Commits one after the other, while the next changes are being read: the database works at the same time as the source and this
 * process. One is under way at most, so that what waits in memory is bounded.
 */
export class Commits {
  #underWay: Promise<void> = Promise.resolve()

  /** Waits for the commit before and begins this one. @throws what the one before threw; then this one is not begun. */
  async next(commit: () => Promise<void>): Promise<void> {
    await this.#underWay
    this.#underWay = commit()
    // Whoever waits next is told of a failure; until then nobody listens, which is no reason to end the process.
    this.#underWay.catch(() => {})
  }

  /** Waits for the commit under way. @throws what it threw. */
  done(): Promise<void> {
    return this.#underWay
  }
}
