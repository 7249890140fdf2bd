import type { Change, FieldValues, ModifiedRange } from '@rapport/connector'
import type { EntityName, Instant } from '@rapport/model'

/** A record as the last upsert gave it. */
export interface StoredRecord {
  readonly record: { readonly id: string; readonly modifiedAt?: Instant | null | undefined } & Record<
    string,
    unknown
  >
  readonly raw: Readonly<Record<string, unknown>> | undefined
  readonly held: FieldValues | undefined
  readonly deletedAt: Instant | null | undefined
  readonly mergedInto: string | undefined
}

/** What extraction keeps, in memory: changes count only once a checkpoint comes after them, as in the real store. */
export class MemoryStore {
  readonly records = new Map<EntityName, Map<string, StoredRecord>>()
  /** Why a record is set aside, by entity and id: one that is refused again is still one. */
  readonly rejects = new Map<string, string>()
  readonly states = new Map<EntityName, unknown>()

  /** The live records of an entity, by id. */
  live(entity: EntityName): ReadonlyMap<string, StoredRecord> {
    return new Map([...this.all(entity)].filter(([, row]) => isLive(row)))
  }

  all(entity: EntityName): Map<string, StoredRecord> {
    const known = this.records.get(entity) ?? new Map<string, StoredRecord>()
    this.records.set(entity, known)
    return known
  }

  count(entity: EntityName, { from, before }: ModifiedRange): number {
    let count = 0
    for (const row of this.all(entity).values()) {
      const at = Date.parse(row.record.modifiedAt ?? '')
      if (isLive(row) && at >= Date.parse(from) && at < Date.parse(before)) count += 1
    }
    return count
  }

  /** The ids of live records of the range, or of all without one, in the order of their characters' codes. */
  ids(
    entity: EntityName,
    range: ModifiedRange | null,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): readonly string[] {
    const rows = [...this.live(entity)].filter(([, row]) => {
      if (range === null) return true
      const at = Date.parse(row.record.modifiedAt ?? '')
      return at >= Date.parse(range.from) && at < Date.parse(range.before)
    })
    return rows
      .map(([id]) => id)
      .filter((id) => after === null || id > after)
      .sort()
      .slice(0, limit)
  }

  apply(entity: EntityName, change: Change): void {
    const rows = this.all(entity)
    switch (change.type) {
      case 'upsert':
        rows.set(change.record.id, {
          record: { ...change.record },
          raw: change.raw,
          held: change.held,
          deletedAt: undefined,
          mergedInto: undefined,
        })
        return
      case 'delete': {
        const row = rows.get(change.id)
        // One that was changed since has come back since.
        if (row === undefined || isNewer(row, change.at)) return
        rows.set(change.id, { ...row, deletedAt: change.at ?? null })
        return
      }
      case 'merge': {
        const row = rows.get(change.id)
        if (row !== undefined) rows.set(change.id, { ...row, mergedInto: change.into })
        return
      }
      case 'reject':
        this.rejects.set(`${entity}:${change.id}`, change.reason)
        return
      case 'checkpoint':
        this.states.set(entity, change.state)
    }
  }
}

function isLive(row: StoredRecord): boolean {
  return row.deletedAt === undefined && row.mergedInto === undefined
}

function isNewer({ record: { modifiedAt } }: StoredRecord, at: Instant | undefined): boolean {
  return at !== undefined && Date.parse(modifiedAt ?? '') > Date.parse(at)
}
