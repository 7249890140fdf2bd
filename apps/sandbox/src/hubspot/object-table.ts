import type { ObjectType } from './object-types.ts'
import type { RecordVersion } from './record.ts'
import { SearchIndex } from './search-index.ts'
import { byId, SortedRecords } from './sorted-records.ts'

/** All records of one type: by id, in list order, by unique value, and as search sees them. */
export class ObjectTable {
  readonly type: ObjectType
  readonly search: SearchIndex
  readonly #byId = new Map<number, RecordVersion>()
  readonly #live = new SortedRecords(byId)
  readonly #archived = new SortedRecords(byId)
  /** Loser id -> survivor id. A survivor may itself be merged away later. */
  readonly #mergedInto = new Map<number, number>()
  readonly #uniqueValues = new Map<string, Map<string, Set<number>>>()
  #nextId: number

  constructor(type: ObjectType, firstId: number) {
    this.type = type
    this.search = new SearchIndex(type)
    this.#nextId = firstId
    if (type.name === 'contacts') this.addUniqueProperty('email')
  }

  /** Number of live records. */
  get size(): number {
    return this.#live.rows.length
  }

  /** The id that the next created record gets. */
  get nextId(): number {
    return this.#nextId
  }

  /** The current version under exactly this id, live or archived. */
  get(id: number): RecordVersion | undefined {
    return this.#byId.get(id)
  }

  /** The id of the record that `id` was merged into, following chains; `id` itself when it was not merged. */
  resolveMerged(id: number): number {
    let current = id
    for (let next = this.#mergedInto.get(current); next !== undefined; next = this.#mergedInto.get(current)) {
      current = next
    }
    return current
  }

  /** Live or archived records with an id above `after`, in id order, at most `limit`. */
  page(after: number, limit: number, archived: boolean): readonly RecordVersion[] {
    const records = archived ? this.#archived : this.#live
    const start = records.position((row) => row.id > after)
    return records.rows.slice(start, start + limit)
  }

  /** Stores a version. With `visibleAt`, search goes on showing the previous version until then. */
  put(version: RecordVersion, visibleAt: number | null): void {
    const previous = this.#byId.get(version.id)
    this.#byId.set(version.id, version)
    this.#nextId = Math.max(this.#nextId, version.id + 1)
    const list = version.archivedAt === null ? this.#live : this.#archived
    if (previous === undefined) {
      list.insert(version)
    } else if ((previous.archivedAt === null) === (version.archivedAt === null)) {
      list.replace(previous, version)
    } else {
      this.#listOf(previous).remove(previous)
      list.insert(version)
    }
    this.#reindexUnique(previous, version)
    if (version.archivedAt !== null) this.search.remove(version.id)
    else this.search.put(version, visibleAt)
  }

  /** Stores a record that was not there before, without keeping any order until the next read. */
  load(version: RecordVersion): void {
    if (this.#byId.has(version.id))
      throw new Error(`Seed error: ${this.type.singular} ${version.id} is given twice.`)
    this.#byId.set(version.id, version)
    this.#nextId = Math.max(this.#nextId, version.id + 1)
    this.#listOf(version).load(version)
    this.#reindexUnique(undefined, version)
    if (version.archivedAt === null) this.search.load(version)
  }

  /** Removes a record for good; with `mergedInto`, its id goes on leading to the survivor. */
  remove(id: number, mergedInto: number | null): void {
    const previous = this.#byId.get(id)
    if (previous !== undefined) {
      this.#byId.delete(id)
      this.#listOf(previous).remove(previous)
      this.#reindexUnique(previous, undefined)
      this.search.remove(id)
    }
    if (mergedInto !== null) this.#mergedInto.set(id, mergedInto)
  }

  /** Starts an index of the values of a property, so that records can be found by it. */
  addUniqueProperty(name: string): void {
    if (this.#uniqueValues.has(name)) return
    this.#uniqueValues.set(name, new Map())
    for (const record of this.#byId.values()) this.#indexUnique(name, record)
  }

  isUniqueProperty(name: string): boolean {
    return this.#uniqueValues.has(name)
  }

  /** The live record with this value of a unique property; the oldest id when a seed made duplicates. */
  findUnique(name: string, value: string): RecordVersion | undefined {
    let found: RecordVersion | undefined
    for (const id of this.#uniqueValues.get(name)?.get(value.toLowerCase()) ?? []) {
      const record = this.#byId.get(id)
      if (record?.archivedAt === null && (found === undefined || record.id < found.id)) found = record
    }
    return found
  }

  #listOf(version: RecordVersion): SortedRecords {
    return version.archivedAt === null ? this.#live : this.#archived
  }

  #reindexUnique(previous: RecordVersion | undefined, next: RecordVersion | undefined): void {
    for (const [name, ids] of this.#uniqueValues) {
      const before = previous?.properties[name]
      if (before === next?.properties[name] && previous !== undefined) continue
      if (before !== undefined) ids.get(before.toLowerCase())?.delete(previous?.id ?? 0)
      if (next !== undefined) this.#indexUnique(name, next)
    }
  }

  #indexUnique(name: string, record: RecordVersion): void {
    const value = record.properties[name]?.toLowerCase()
    if (value === undefined) return
    const ids = this.#uniqueValues.get(name)
    const known = ids?.get(value)
    if (known === undefined) ids?.set(value, new Set([record.id]))
    else known.add(record.id)
  }
}
