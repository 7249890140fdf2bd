import { createHash } from 'node:crypto'
import {
  type AnyStream,
  type ConnectorContext,
  ConnectorError,
  type Delete,
  defineStream,
  type FieldSelection,
  type Reject,
  type Upsert,
} from '@rapport/connector'
import type { EntityInput, EntityName } from '@rapport/model'
import { z } from 'zod'
import { CellError } from './cells.ts'
import { type ColumnNames, Columns } from './columns.ts'
import type { FileKind, Settings } from './settings.ts'
import { findFile, type SourceFile } from './source-file.ts'
import { readRows } from './table.ts'

/** How one kind of file becomes records. */
export interface FileDefinition<E extends EntityName, Field extends string> {
  readonly entity: E
  readonly kind: FileKind
  readonly columns: ColumnNames<Field | 'id'>
  /** Checks that the columns which cannot be done without are there. Throws a ConnectorError of kind `config`. */
  require(columns: Columns<Field>): void
  /**
   * Starts one pass over the file. What it returns makes a record of a row's cells, or throws a CellError; it is given every
   * row from the first, so that it may count.
   */
  startPass(columns: Columns<Field>): (cells: readonly string[]) => ParsedRow<E>
}

export interface ParsedRow<E extends EntityName> {
  readonly record: EntityInput<E>
  /** The row says that the record was deleted. */
  readonly deleted: boolean
}

/** Declares a kind of file. */
export function defineFile<E extends EntityName, Field extends string>(
  definition: FileDefinition<E, Field>,
): FileDefinition<E, Field> {
  return definition
}

/** Rows between two checkpoints. */
export const rowsPerCheckpoint = 1000

const state = z.object({
  /** Of the file and of the way it was read; a difference means: read it again from the start. */
  fingerprint: z.string(),
  /** Rows that are done, the header not counted. */
  rows: z.number().int().nonnegative(),
  /** The last row was reached. */
  finished: z.boolean(),
})
type State = z.infer<typeof state>

/**
 * A stream of one kind of file. An unchanged file is not read again; a changed one is read from its start, whatever had been
 * read of it, and unchanged rows then change nothing in the store.
 *
 * A row that is no longer in the file is left as it was: the last state knows how far the file was read, not which ids were
 * in it, and a file that is cut short, or is being written, must not delete customers. A column `deleted` with `yes` deletes.
 */
export function defineFileStream<E extends EntityName, Field extends string>(
  definition: FileDefinition<E, Field>,
): AnyStream<Settings> {
  return defineStream<E, State, Settings>({
    entity: definition.entity,
    state,
    overlapMs: 0,
    mappable: definition.columns,
    async *read(ctx, since, fields) {
      const file = await findFile(ctx.settings, definition.kind)
      if (file === null) return
      const fingerprint = `${file.fingerprint}-${digest([ctx.settings.delimiter, fields])}`
      const same = since !== null && since.fingerprint === fingerprint
      if (same && since.finished) return
      const done = same ? since.rows : 0
      if (since !== null && !same) {
        yield { type: 'checkpoint', state: { fingerprint, rows: 0, finished: false }, startsOver: true }
      }
      let rows = 0
      for await (const change of readRecords(ctx, file, definition, fields)) {
        rows += 1
        if (rows <= done) continue
        yield change
        if (rows % rowsPerCheckpoint === 0) {
          yield { type: 'checkpoint', state: { fingerprint, rows, finished: false } }
        }
      }
      yield { type: 'checkpoint', state: { fingerprint, rows, finished: true } }
    },
  })
}

/** One change per row of the file, in its order. */
async function* readRecords<E extends EntityName, Field extends string>(
  ctx: ConnectorContext<Settings>,
  file: SourceFile,
  definition: FileDefinition<E, Field>,
  fields: FieldSelection,
): AsyncGenerator<Upsert<E> | Delete | Reject> {
  let columns: Columns<Field> | null = null
  let parse: ((cells: readonly string[]) => ParsedRow<E>) | null = null
  for await (const { line, cells } of readRows(file, ctx.settings.delimiter, ctx.signal)) {
    if (columns === null || parse === null) {
      columns = new Columns(file.path, cells, definition.columns, fields)
      definition.require(columns)
      parse = definition.startPass(columns)
      continue
    }
    yield toChange(parse, columns, cells, fields, `${file.path}, line ${line}`)
  }
  if (columns === null) {
    throw new ConnectorError('config', `${file.path} is empty: its first line must name the columns`)
  }
}

function toChange<E extends EntityName, Field extends string>(
  parse: (cells: readonly string[]) => ParsedRow<E>,
  columns: Columns<Field>,
  cells: readonly string[],
  fields: FieldSelection,
  where: string,
): Upsert<E> | Delete | Reject {
  try {
    expectReadable(cells, columns.width)
    const { record, deleted } = parse(cells)
    if (deleted) return { type: 'delete', id: record.id }
    const raw = columns.extra(cells, fields.extra)
    return { type: 'upsert', record, ...(Object.keys(raw).length > 0 ? { raw } : {}) }
  } catch (error) {
    if (!(error instanceof CellError)) throw error
    return {
      type: 'reject',
      id: columns.optional(cells, 'id'),
      reason: `${where}: ${error.message}`,
      raw: columns.show(cells),
    }
  }
}

function expectReadable(cells: readonly string[], width: number): void {
  if (cells.length !== width) {
    throw new CellError(
      `the row has ${cells.length} cells, the header ${width}: put cells that contain the delimiter or a line break in quotes`,
    )
  }
  if (cells.some((cell) => cell.includes('�'))) {
    throw new CellError(
      'the row holds "�", so it is not UTF-8 or was damaged before: save the file as UTF-8 ("CSV UTF-8" in a spreadsheet)',
    )
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8)
}
