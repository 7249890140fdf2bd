import {
  type AnyStream,
  type ConnectorContext,
  ConnectorError,
  type FieldSelection,
  type Reject,
} from '@rapport/connector'
import type { EntityInput, EntityName } from '@rapport/model'
import { CellError } from './cells.ts'
import { defineFilesStream, type RowChanges } from './checkpointed-files.ts'
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
  require(columns: Columns<Field>, settings: Settings): void
  /** Starts one pass over the file. */
  startPass(columns: Columns<Field>, settings: Settings): RowParser<E>
}

/**
 * Makes a record of a row's cells, or throws a CellError; null: the row is not one of its records. It is given every row from
 * the first, so that it may count.
 */
export type RowParser<E extends EntityName> = (cells: readonly string[], line: number) => ParsedRow<E> | null

export interface ParsedRow<E extends EntityName> {
  readonly record: EntityInput<E>
  /** The row says that the record was deleted. */
  readonly deleted: boolean
  /** The line of an earlier row with the same id, which this one takes the place of. */
  readonly insteadOf?: number
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
      yield* readRecords(ctx, file, definition, fields)
    },
  })
}

/** What each row of the file comes to, in its order. */
export async function* readRecords<E extends EntityName, Field extends string>(
  ctx: ConnectorContext<Settings>,
  file: SourceFile,
  definition: FileDefinition<E, Field>,
  fields: FieldSelection,
): AsyncGenerator<RowChanges<E>> {
  let columns: Columns<Field> | null = null
  let parse: RowParser<E> | null = null
  for await (const { line, cells } of readRows(file, ctx.settings.delimiter, ctx.signal)) {
    if (columns === null || parse === null) {
      columns = new Columns(file.path, cells, definition.columns, fields)
      definition.require(columns, ctx.settings)
      parse = definition.startPass(columns, ctx.settings)
      continue
    }
    yield changesOfRow({ parse, columns, fields, path: file.path }, cells, line)
  }
  if (columns === null) {
    throw new ConnectorError('config', `${file.path} is empty: its first line must name the columns`)
  }
}

interface RowReading<E extends EntityName, Field extends string> {
  readonly parse: RowParser<E>
  readonly columns: Columns<Field>
  readonly fields: FieldSelection
  readonly path: string
}

function changesOfRow<E extends EntityName, Field extends string>(
  { parse, columns, fields, path }: RowReading<E, Field>,
  cells: readonly string[],
  line: number,
): RowChanges<E> {
  try {
    expectReadable(cells, columns.width)
    const parsed = parse(cells, line)
    if (parsed === null) return []
    const { record, deleted, insteadOf } = parsed
    const told = insteadOf === undefined ? [] : [twice(path, columns.name('id'), record.id, insteadOf, line)]
    if (deleted) return [...told, { type: 'delete', id: record.id }]
    const raw = columns.extra(cells, fields.extra)
    return [...told, { type: 'upsert', record, ...(Object.keys(raw).length > 0 ? { raw } : {}) }]
  } catch (error) {
    if (!(error instanceof CellError)) throw error
    const reason = `${path}, line ${line}: ${error.message}`
    return [{ type: 'reject', id: columns.optional(cells, 'id'), reason, raw: columns.show(cells) }]
  }
}

/** The later of two rows counts. That is told of the earlier one: ids that should be different ones may be the cause. */
function twice(path: string, column: string, id: string, earlier: number, line: number): Reject {
  return {
    type: 'reject',
    id: `${id} (line ${earlier})`,
    reason: `${path}, line ${earlier}: line ${line} is the same record and counts instead: take one of them out, or let ${column} tell them apart`,
  }
}

/** Throws a CellError where a row cannot be taken apart or read. */
export function expectReadable(cells: readonly string[], width: number): void {
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
