import { ConnectorError, type FieldSelection } from '@rapport/connector'
import { type Instant, nearest } from '@rapport/model'
import { CellError, readInstant, readOneOf, readYesNo } from './cells.ts'

/** Column by model field, as a stream reads it unless the admin maps another one. */
export type ColumnNames<Field extends string> = Readonly<Record<Field, string>>

/** Finds cells by model field in the rows of one file. */
export class Columns<Field extends string> {
  readonly #path: string
  readonly #header: readonly string[]
  readonly #names: ColumnNames<Field | 'id'>
  readonly #index: ReadonlyMap<string, number>

  /** @throws ConnectorError of kind `config` where a column that was mapped by hand is not in the file, or one is there twice. */
  constructor(
    path: string,
    header: readonly string[],
    defaults: ColumnNames<Field | 'id'>,
    fields: FieldSelection,
  ) {
    this.#path = path
    this.#header = header
    this.#names = { ...defaults, ...fields.mapping }
    this.#index = new Map(header.map((name, index) => [key(name), index]))
    for (const field of Object.keys(defaults) as Field[]) {
      if (fields.mapping[field] !== undefined && !this.has(field)) throw this.#missing(field)
    }
    const twice = header.find((name, index) => name !== '' && this.#index.get(key(name)) !== index)
    if (twice !== undefined) {
      throw new ConnectorError('config', `${path} has two columns "${twice}": rename one of them`)
    }
  }

  /** How many cells a row has. */
  get width(): number {
    return this.#header.length
  }

  has(field: Field | 'id'): boolean {
    return this.#index.has(key(this.#names[field]))
  }

  /** The file's name for the column of a field. */
  name(field: Field | 'id'): string {
    return this.#names[field]
  }

  /** The cell of a field without surrounding space; empty where the column is not there. */
  cell(cells: readonly string[], field: Field | 'id'): string {
    const index = this.#index.get(key(this.#names[field]))
    return index === undefined ? '' : (cells[index] ?? '').trim()
  }

  /** The cell, or null where it is empty. */
  optional(cells: readonly string[], field: Field | 'id'): string | null {
    return this.cell(cells, field) || null
  }

  /** The moment in a cell, or null where it is empty. Throws a CellError where it is no date. */
  instant(cells: readonly string[], field: Field): Instant | null {
    const written = this.optional(cells, field)
    return written === null ? null : readInstant(written, this.name(field))
  }

  /** Whether a cell says yes; an empty one does not. Throws a CellError where it says something else. */
  yesNo(cells: readonly string[], field: Field): boolean {
    return readYesNo(this.cell(cells, field), this.name(field))
  }

  /** The name of a list that a cell holds, in any case; null where it is empty. Throws a CellError where it is another one. */
  oneOf<const Name extends string>(
    cells: readonly string[],
    field: Field,
    names: readonly Name[],
  ): Name | null {
    const written = this.optional(cells, field)
    return written === null ? null : readOneOf(written, this.name(field), names)
  }

  /** The cell of the column `id`. Throws a CellError where it is empty. */
  id(cells: readonly string[]): string {
    const id = this.cell(cells, 'id')
    if (id === '') throw new CellError(`${this.name('id')} is empty: every row needs one`)
    return id
  }

  /** The cells of further columns, by column. */
  extra(cells: readonly string[], names: readonly string[]): Readonly<Record<string, string>> {
    const found = names.flatMap((name) => {
      const index = this.#index.get(key(name))
      return index === undefined ? [] : [[name, cells[index] ?? ''] as const]
    })
    return Object.fromEntries(found)
  }

  /** A whole row by column, for showing why it was set aside. */
  show(cells: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#header.map((name, index) => [name, cells[index] ?? '']))
  }

  /** @throws ConnectorError of kind `config` where none of the fields has a column; it names the nearest one. */
  requireOneOf(...fields: readonly [Field | 'id', ...(Field | 'id')[]]): void {
    if (!fields.some((field) => this.has(field))) throw this.#missing(...fields)
  }

  #missing(...fields: readonly [Field | 'id', ...(Field | 'id')[]]): ConnectorError {
    const wanted = fields.map((field) => `"${this.#names[field]}"`).join(' or ')
    const near = nearest(this.#names[fields[0]], this.#header)
    const advice =
      near === null
        ? `its first line must name the columns, and names ${this.#header.join(', ') || 'none'}: rename one, or map "${fields[0]}" to it`
        : `the nearest is "${near}": rename it, or map "${fields[0]}" to the right column`
    return new ConnectorError('config', `${this.#path} has no column ${wanted}; ${advice}`)
  }
}

/** Case and surrounding space in a header do not count. */
function key(name: string): string {
  return name.trim().toLowerCase()
}
