import { type FieldDefinition, type FieldValue, isNumeric } from './field-definition.ts'
import { makeId } from './ids.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'

/** The values of one field over all rows. */
export interface Column {
  get(row: number): FieldValue
  set(row: number, value: FieldValue): void
}

/** Told of every row that changes. */
type RowObserver = (row: number) => void

/** Numbers, dates and date-times: eight bytes each, NaN for null. */
class NumberColumn implements Column {
  #values = new Float64Array(16).fill(Number.NaN)
  readonly #changed: RowObserver

  constructor(changed: RowObserver) {
    this.#changed = changed
  }

  get(row: number): FieldValue {
    const value = this.#values[row]
    return value === undefined || Number.isNaN(value) ? null : value
  }

  set(row: number, value: FieldValue): void {
    if (row >= this.#values.length) {
      const grown = new Float64Array(Math.max(16, row * 2)).fill(Number.NaN)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[row] = typeof value === 'number' ? value : Number.NaN
    this.#changed(row)
  }
}

/** Texts and booleans. */
class ValueColumn implements Column {
  readonly #values: FieldValue[] = []
  readonly #changed: RowObserver

  constructor(changed: RowObserver) {
    this.#changed = changed
  }

  get(row: number): FieldValue {
    return this.#values[row] ?? null
  }

  set(row: number, value: FieldValue): void {
    while (this.#values.length < row) this.#values.push(null)
    this.#values[row] = value
    this.#changed(row)
  }
}

const LIVE = 0
const IN_RECYCLE_BIN = 1
const PURGED = 2

/** One entry of the delete log. */
export interface Deletion {
  id: string
  at: number
}

/**
 * All records of one object, by column: a million rows fit, and a filter looks only at the fields it names. Rows are
 * numbered in the order of creation and never move.
 */
export class ObjectTable {
  readonly definition: ObjectDefinition
  readonly deletions: Deletion[] = []
  readonly #columns = new Map<string, Column>()
  readonly #ids: string[] = []
  readonly #rows = new Map<string, number>()
  /** Since when rows have been in the recycle bin. */
  readonly #binned = new Map<number, number>()
  #states = new Uint8Array(16)
  #nextSerial = 1
  /** Told of every row that changes, once set. */
  onChange: RowObserver | null = null
  readonly #changed: RowObserver = (row) => this.onChange?.(row)

  constructor(definition: ObjectDefinition) {
    this.definition = definition
  }

  /** Rows ever created, purged ones included. */
  get size(): number {
    return this.#ids.length
  }

  /** Adds an empty row. @param id default: the next one @throws {Error} when the id is taken */
  add(id: string = this.#nextId()): number {
    if (this.#rows.has(id)) throw new Error(`The id ${id} of ${this.definition.name} is taken.`)
    const row = this.#ids.length
    this.#ids.push(id)
    this.#rows.set(id, row)
    if (row >= this.#states.length) {
      const grown = new Uint8Array(row * 2)
      grown.set(this.#states)
      this.#states = grown
    }
    this.#changed(row)
    return row
  }

  /** The next id that no record was given yet. */
  #nextId(): string {
    for (;;) {
      const id = makeId(this.definition.keyPrefix, this.#nextSerial)
      this.#nextSerial += 1
      if (!this.#rows.has(id)) return id
    }
  }

  idOf(row: number): string {
    return this.#ids[row] ?? ''
  }

  /** The row of a live or deleted record; undefined when it never was or was purged. @param id of 18 characters */
  rowOf(id: string): number | undefined {
    return this.#rows.get(id)
  }

  isLive(row: number): boolean {
    return this.#states[row] === LIVE
  }

  /** Neither live nor in the recycle bin. */
  isPurged(row: number): boolean {
    return this.#states[row] === PURGED
  }

  moveToRecycleBin(row: number, at: number): void {
    this.#states[row] = IN_RECYCLE_BIN
    this.#binned.set(row, at)
    this.#changed(row)
    this.deletions.push({ id: this.idOf(row), at })
  }

  restore(row: number): void {
    this.#states[row] = LIVE
    this.#binned.delete(row)
    this.#changed(row)
    const id = this.idOf(row)
    const found = this.deletions.findLastIndex((deletion) => deletion.id === id)
    if (found !== -1) this.deletions.splice(found, 1)
  }

  /** Removes a record beyond recall: no query finds it. A deletion that was logged stays logged. */
  purge(row: number): void {
    this.#states[row] = PURGED
    this.#binned.delete(row)
    this.#changed(row)
    this.#rows.delete(this.idOf(row))
  }

  /** Purges what was moved to the recycle bin before a moment. */
  emptyRecycleBin(before: number): void {
    for (const [row, at] of this.#binned) if (at < before) this.purge(row)
  }

  /** The column of a field, also one that has no values yet. */
  column(field: FieldDefinition): Column {
    if (field.type === 'id') return { get: (row) => this.idOf(row), set: () => undefined }
    if (field.name === 'IsDeleted') return { get: (row) => !this.isLive(row), set: () => undefined }
    const known = this.#columns.get(field.name)
    if (known !== undefined) return known
    const column = isNumeric(field.type) ? new NumberColumn(this.#changed) : new ValueColumn(this.#changed)
    this.#columns.set(field.name, column)
    return column
  }

  /** Removes the values of a field: one that is made again under its name begins empty. */
  dropColumn(name: string): void {
    this.#columns.delete(name)
  }

  /** A value by field name; null when the object has no such field or the record no value. */
  value(row: number, name: string): FieldValue {
    if (name === 'Id') return this.idOf(row)
    return this.#columns.get(name)?.get(row) ?? null
  }

  /** Live rows whose field has this value. Looks at every row. */
  rowsWhere(name: string, value: FieldValue): number[] {
    const column = this.#columns.get(name)
    const found: number[] = []
    if (column === undefined) return found
    for (let row = 0; row < this.size; row += 1) {
      if (this.isLive(row) && column.get(row) === value) found.push(row)
    }
    return found
  }
}
