import type { Instant } from '@rapport/model'
import type { HubspotRecord, SearchPage } from '../objects.ts'
import { shift } from '../values.ts'
import { type ChangedPage, firstModified, readModified } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { IdsByTime } from './overlap.ts'
import { modifiedAt, type Reading } from './reading.ts'
import type { ChangesState } from './stream-state.ts'

/**
 * The window of one run: what was modified from `from` on. Up to the cursor lies the overlap, which was read before and is
 * compared with the store; after it lie the changes.
 */
export class ChangeWindow<E extends ObjectEntity> {
  /** What search shows of the overlap. Complete, where the newest page does not reach it, once a change was given. */
  readonly overlap = new IdsByTime()
  /** Whether the newest page holds every change. If not, the overlap is read on the way to them. */
  readonly newestHoldsAll: boolean
  readonly #reading: Reading<E>
  readonly #since: ChangesState
  readonly #from: Instant
  readonly #newest: SearchPage
  /** The oldest time of the newest page, which may go on beyond it; null where the page is the whole window. */
  readonly #cutAt: Instant | null

  constructor(reading: Reading<E>, since: ChangesState, from: Instant, newest: SearchPage) {
    this.#reading = reading
    this.#since = since
    this.#from = from
    this.#newest = newest
    const oldest = newest.records.at(-1)
    this.#cutAt = newest.next === null || oldest === undefined ? null : modifiedAt(reading, oldest)
    this.newestHoldsAll = since.afterId === null && (this.#cutAt === null || !this.#isChange(this.#cutAt))
    if (this.newestHoldsAll) this.#split(this.#complete())
  }

  /** The changes: from the one page that is here already, where it holds all of them, else by search, oldest first. */
  async *changes(): AsyncGenerator<ChangedPage> {
    const reading = this.#reading
    const { cursor, afterId } = this.#since
    const start = { at: shift(this.#from, -1), afterId: null }
    if (afterId !== null) {
      for await (const page of readModified(reading, start, cursor)) this.overlap.add(reading, page.records)
      yield* readModified(reading, { at: cursor, afterId }, null)
      return
    }
    if (this.#cutAt !== null && !this.newestHoldsAll) {
      // The search of the overlap goes on into the changes, and ends where the newest page begins.
      for await (const page of readModified(reading, start, shift(this.#cutAt, 1))) {
        const changed = this.#split(page.records)
        if (changed.length > 0) yield { records: changed, position: page.position }
      }
    }
    const rest = this.#complete().filter((record) => this.#isChange(modifiedAt(reading, record)))
    const last = rest[0]
    if (last === undefined) return
    yield { records: rest.toReversed(), position: { at: modifiedAt(reading, last), afterId: null } }
  }

  /**
   * Looks at the part of the overlap below the newest page, with one call: a busy minute may have left thousands of records
   * in it, and a run without changes must stay cheap.
   * @returns where the next run has to go on; null where nothing is left.
   */
  async lookBelow(): Promise<Instant | null> {
    if (this.#cutAt === null || !this.newestHoldsAll) return null
    const { entity } = this.#reading.description
    const below = { from: this.#from, before: this.#cutAt }
    // A record can only have moved within the part below if the store has it there.
    if ((await this.#reading.ctx.countStored(entity, below)) === 0) return null
    const page = await firstModified(this.#reading, this.#from, shift(this.#cutAt, 1))
    const last = page.records.at(-1)
    if (page.next === null || last === undefined) {
      this.overlap.add(this.#reading, page.records)
      return null
    }
    const cut = modifiedAt(this.#reading, last)
    const complete = page.records.filter((record) => modifiedAt(this.#reading, record) !== cut)
    this.overlap.add(this.#reading, complete)
    // One time that fills the page is left to the comparison of the whole.
    return complete.length > 0 ? cut : shift(cut, 1)
  }

  /** The rows of the newest page without a time that may go on beyond it. */
  #complete(): readonly HubspotRecord[] {
    return this.#newest.records.filter((record) => modifiedAt(this.#reading, record) !== this.#cutAt)
  }

  /** Notes what belongs to the overlap, and gives the rest. */
  #split(records: readonly HubspotRecord[]): readonly HubspotRecord[] {
    const { true: changed = [], false: known = [] } = Object.groupBy(records, (record) =>
      this.#isChange(modifiedAt(this.#reading, record)) ? 'true' : 'false',
    )
    this.overlap.add(this.#reading, known)
    return changed
  }

  #isChange(at: Instant): boolean {
    return Date.parse(at) > Date.parse(this.#since.cursor)
  }
}
