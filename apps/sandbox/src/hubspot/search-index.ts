import type { ObjectType } from './object-types.ts'
import type { RecordVersion } from './record.ts'
import { byId, byModified, SortedRecords } from './sorted-records.ts'

/**
 * The records of one type as search sees them: possibly older versions than the table holds, because a write becomes
 * visible only when its `visibleAt` has passed. Archived records leave at once.
 */
export class SearchIndex {
  readonly type: ObjectType
  readonly byModified = new SortedRecords(byModified)
  readonly byId = new SortedRecords(byId)
  readonly #indexed = new Map<number, RecordVersion>()
  #pending: { version: RecordVersion; visibleAt: number }[] = []
  /** Ids that left while a version of them was still waiting to become visible. */
  readonly #gone = new Set<number>()
  #revision = 0

  constructor(type: ObjectType) {
    this.type = type
  }

  /** Changes with every change of what search would answer: the key of cached results. */
  get revision(): number {
    return this.#revision
  }

  load(version: RecordVersion): void {
    this.#indexed.set(version.id, version)
    this.byModified.load(version)
    this.byId.load(version)
    this.#revision += 1
  }

  put(version: RecordVersion, visibleAt: number | null): void {
    this.#gone.delete(version.id)
    if (visibleAt === null && this.#pending.length === 0) this.#apply(version)
    else this.#pending.push({ version, visibleAt: visibleAt ?? 0 })
  }

  remove(id: number): void {
    if (this.#pending.length > 0) this.#gone.add(id)
    const indexed = this.#indexed.get(id)
    if (indexed === undefined) return
    this.#indexed.delete(id)
    this.byModified.remove(indexed)
    this.byId.remove(indexed)
    this.#revision += 1
  }

  /** Lets in every version that is visible at `now` (epoch milliseconds). */
  catchUp(now: number): void {
    let done = 0
    for (const { version, visibleAt } of this.#pending) {
      if (visibleAt > now) break
      if (!this.#gone.has(version.id)) this.#apply(version)
      done += 1
    }
    if (done > 0) this.#pending = this.#pending.slice(done)
    if (this.#pending.length === 0) this.#gone.clear()
  }

  #apply(version: RecordVersion): void {
    const indexed = this.#indexed.get(version.id)
    this.#indexed.set(version.id, version)
    if (indexed === undefined) {
      this.byModified.insert(version)
      this.byId.insert(version)
    } else {
      this.byModified.replace(indexed, version)
      this.byId.replace(indexed, version)
    }
    this.#revision += 1
  }
}
