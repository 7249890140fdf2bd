import { isDeepStrictEqual } from 'node:util'
import type { AnyStream, Change, ModifiedRange, Reject } from '@rapport/connector'
import { type EntityInput, type EntityName, entities } from '@rapport/model'

/** What the ledger knows of one record. */
export interface LedgerEntry {
  /** As the model's schema reads it, with every default filled in. */
  readonly record: Readonly<Record<string, unknown>> | null
  readonly deleted: boolean
  /** The record it lives on in, after a merge. */
  readonly mergedInto: string | null
}

/** Largest state that a checkpoint may hold, as JSON text. A state that grows with the source ends as an outage. */
export const largestStateBytes = 2048

/**
 * The store of the kit: one stream's records in memory, with the commit semantics of the real one. Changes become visible
 * at the checkpoint that follows them, together with its state; what was not committed is lost with the process.
 */
export class Ledger {
  readonly #stream: AnyStream<unknown>
  readonly #entries = new Map<string, LedgerEntry>()
  #pending: Change[] = []
  #state: unknown = null
  /** Ids whose committed content changed, by commit. */
  readonly commits: (readonly string[])[] = []
  readonly rejects: Reject[] = []

  constructor(stream: AnyStream<unknown>) {
    this.#stream = stream
  }

  /** The last committed state; null before the first checkpoint. */
  get state(): unknown {
    return this.#state
  }

  /** Changes that wait for a checkpoint. */
  get uncommitted(): number {
    return this.#pending.length
  }

  entry(id: string): LedgerEntry | undefined {
    return this.#entries.get(id)
  }

  /** Committed records that are neither deleted nor merged away, by id. */
  live(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const live = new Map<string, Readonly<Record<string, unknown>>>()
    for (const [id, entry] of this.#entries) {
      if (entry.record !== null && !entry.deleted && entry.mergedInto === null) live.set(id, entry.record)
    }
    return live
  }

  /**
   * Takes the next change of the stream; a checkpoint commits.
   * @throws Error where a record does not fit the model, or a state does not fit the stream's schema, JSON or the size limit.
   */
  take(change: Change): void {
    if (change.type !== 'checkpoint') {
      this.#pending.push(
        change.type === 'upsert' ? { ...change, record: this.#parse(change.record) } : change,
      )
      return
    }
    const state = this.#checkState(change.state)
    const touched = new Set<string>()
    for (const pending of this.#pending) this.#apply(pending, touched)
    this.#pending = []
    this.#state = state
    this.commits.push([...touched])
  }

  /** Another ledger with the same committed content. */
  fork(): Ledger {
    const copy = new Ledger(this.#stream)
    for (const [id, entry] of this.#entries) copy.#entries.set(id, entry)
    copy.#state = this.#state
    return copy
  }

  /** The process dies: nothing that was not committed survives. */
  crash(): void {
    this.#pending = []
  }

  /** What `ctx.countStored` answers: committed live records, last modified in the half-open range. */
  async countStored(entity: EntityName, range: ModifiedRange): Promise<number> {
    return this.#idsIn(entity, range).length
  }

  /** What `ctx.storedIds` answers: a page of the ids of these records, in the order of their characters' codes. */
  async storedIds(
    entity: EntityName,
    range: ModifiedRange | null,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly string[]> {
    const { after, limit } = page
    const ids = range === null ? this.#liveIds(entity) : this.#idsIn(entity, range)
    return ids
      .filter((id) => after === null || id > after)
      .sort()
      .slice(0, limit)
  }

  #liveIds(entity: EntityName): string[] {
    return entity === this.#stream.entity ? [...this.live().keys()] : []
  }

  #idsIn(entity: EntityName, range: ModifiedRange): string[] {
    if (entity !== this.#stream.entity) return []
    const from = Date.parse(range.from)
    const before = Date.parse(range.before)
    return [...this.live()].flatMap(([id, { modifiedAt }]) => {
      const at = typeof modifiedAt === 'string' ? Date.parse(modifiedAt) : Number.NaN
      return at >= from && at < before ? [id] : []
    })
  }

  #parse(record: unknown): EntityInput<EntityName> {
    const parsed = entities[this.#stream.entity].safeParse(record)
    if (parsed.success) return parsed.data
    throw new Error(
      `a yielded ${this.#stream.entity} does not fit the model: ${parsed.error.message}; the record: ${JSON.stringify(record)}`,
    )
  }

  #checkState(state: unknown): unknown {
    const parsed = this.#stream.state.safeParse(state)
    if (!parsed.success) {
      throw new Error(`a checkpoint's state does not pass the stream's own schema: ${parsed.error.message}`)
    }
    const text = JSON.stringify(state)
    const bytes = Buffer.byteLength(text)
    if (bytes >= largestStateBytes) {
      throw new Error(
        `a checkpoint's state has ${bytes} bytes of JSON; it must stay under ${largestStateBytes}`,
      )
    }
    const stored: unknown = JSON.parse(text)
    if (!isDeepStrictEqual(this.#stream.state.parse(stored), parsed.data)) {
      throw new Error(`a checkpoint's state does not survive being stored as JSON: ${text}`)
    }
    return stored
  }

  #apply(change: Change, touched: Set<string>): void {
    if (change.type === 'checkpoint') return
    if (change.type === 'reject') {
      this.rejects.push(change)
      return
    }
    const id = change.type === 'upsert' ? change.record.id : change.id
    const before = this.#entries.get(id)
    const after = next(before, change)
    if (after === undefined || isDeepStrictEqual(before, after)) return
    this.#entries.set(id, after)
    touched.add(id)
  }
}

/** What a change makes of a record; undefined where there is nothing to keep. */
function next(
  before: LedgerEntry | undefined,
  change: Exclude<Change, { type: 'checkpoint' | 'reject' }>,
): LedgerEntry | undefined {
  if (change.type === 'upsert') return { record: change.record, deleted: false, mergedInto: null }
  if (change.type === 'merge') {
    return { record: before?.record ?? null, deleted: false, mergedInto: change.into }
  }
  // A merged record is often listed among the archived ones too: the merge says more, and stays.
  if (before === undefined || before.mergedInto !== null) return before
  return { ...before, deleted: true }
}
