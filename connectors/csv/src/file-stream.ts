import {
  type AnyStream,
  type ConnectorContext,
  ConnectorError,
  type Delete,
  type FieldSelection,
  type Reject,
  type Upsert,
} from '@rapport/connector'
import type { EntityInput, EntityName } from '@rapport/model'
import { CellError } from './cells.ts'
import { defineFilesStream } from './checkpointed-files.ts'
import { type ColumnNames, Columns } from './columns.ts'
import type { FileKind, Settings } from './settings.ts'
import { findFiles, type SourceFile } from './source-file.ts'
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

/** A stream of one kind of table. */
export function defineFileStream<E extends EntityName, Field extends string>(
  definition: FileDefinition<E, Field>,
): AnyStream<Settings> {
  return defineFilesStream<E>({
    entity: definition.entity,
    mappable: definition.columns,
    find: (settings) => findFiles(settings, definition.kind),
    async *rows({ ctx, found, fields }) {
      const file = found[definition.kind]
      if (file === undefined) return
      for await (const change of readRecords(ctx, file, definition, fields)) yield [change]
    },
  })
}

/** One change per row of the file, in its order. */
export async function* readRecords<E extends EntityName, Field extends string>(
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
