/** Commits that are under way at once: one more than a single session of the database can be kept busy with. */
const mostAtOnce = 2

interface UnderWay {
  readonly ended: Promise<void>
  /** The records that it stores; null where its place among the others matters for more than those. */
  readonly ids: ReadonlySet<string> | null
}

/**
 * Commits while the next changes are being read: the database works at the same time as the source and this process. Few are under
 * way at once, so that what waits in memory is bounded, and none that has a record in common with another.
 */
export class Commits {
  readonly #underWay = new Set<UnderWay>()
  #failure: { readonly error: unknown } | null = null

  /**
   * Begins a commit once it may.
   * @param ids the records that it stores, and nothing else; null: it waits for all before it, and those after it wait for it.
   * @throws what one before it threw; then it is not begun.
   */
  async next(ids: ReadonlySet<string> | null, commit: () => Promise<void>): Promise<void> {
    while (this.#mustWait(ids)) await Promise.race([...this.#underWay].map(({ ended }) => ended))
    this.#throwFailure()
    const underWay: UnderWay = {
      ids,
      ended: commit()
        .catch((error: unknown) => {
          this.#failure ??= { error }
        })
        .finally(() => this.#underWay.delete(underWay)),
    }
    this.#underWay.add(underWay)
  }

  /** Waits for all that are under way. @throws what one of them threw, the first that failed. */
  async done(): Promise<void> {
    await Promise.all([...this.#underWay].map(({ ended }) => ended))
    this.#throwFailure()
  }

  #mustWait(ids: ReadonlySet<string> | null): boolean {
    const others = [...this.#underWay]
    if (others.length === 0) return false
    if (ids === null || others.length >= mostAtOnce) return true
    return others.some((other) => other.ids === null || [...ids].some((id) => other.ids?.has(id)))
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error
  }
}
