import type { ObjectTypeName } from './object-types.ts'

/** A record, by type and id. */
export interface ObjectRef {
  type: ObjectTypeName
  id: number
}

const NONE: ReadonlyMap<number, readonly number[]> = new Map()

/** Who is associated with whom, by which type ids, per direction. Knows nothing of what the types mean. */
export class AssociationGraph {
  readonly #edges = new Map<string, Map<number, Map<number, readonly number[]>>>()

  /** Other ends of one record's associations with one object type: id -> type ids, in the order they were made. */
  neighbours(from: ObjectRef, to: ObjectTypeName): ReadonlyMap<number, readonly number[]> {
    return this.#edges.get(`${from.type}>${to}`)?.get(from.id) ?? NONE
  }

  /** Type ids of one directed association; empty when there is none. */
  types(from: ObjectRef, to: ObjectRef): readonly number[] {
    return this.neighbours(from, to.type).get(to.id) ?? []
  }

  /** Sets one direction; no types removes it. */
  set(from: ObjectRef, to: ObjectRef, types: readonly number[]): void {
    const key = `${from.type}>${to.type}`
    let pairs = this.#edges.get(key)
    if (pairs === undefined) {
      pairs = new Map()
      this.#edges.set(key, pairs)
    }
    let ends = pairs.get(from.id)
    if (types.length === 0) {
      ends?.delete(to.id)
      if (ends?.size === 0) pairs.delete(from.id)
      return
    }
    if (ends === undefined) {
      ends = new Map()
      pairs.set(from.id, ends)
    }
    ends.set(to.id, types)
  }
}
