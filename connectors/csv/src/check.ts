import { type CheckResult, type ConnectorContext, ConnectorError, noSelection } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { CellError } from './cells.ts'
import { Columns } from './columns.ts'
import type { FileDefinition } from './file-stream.ts'
import type { Settings } from './settings.ts'
import { findFile, type SourceFile } from './source-file.ts'
import { type Row, readRows } from './table.ts'

/**
 * Looks at the start of one file: it can be read, its columns are there, and its first row makes a record. The columns are the
 * stream's own names; a mapping by hand is checked when the file is read.
 */
export async function* checkFile<E extends EntityName, Field extends string>(
  ctx: ConnectorContext<Settings>,
  definition: FileDefinition<E, Field>,
): AsyncGenerator<CheckResult> {
  const { kind } = definition
  const readable = `${kind}: readable`
  try {
    const file = await findFile(ctx.settings, kind)
    if (file === null) {
      yield { name: readable, ok: true, detail: 'no such file: not read' }
      return
    }
    yield { name: readable, ok: true, detail: file.path }
    yield* checkContent(await firstRows(ctx, file), file, definition)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    yield { name: readable, ok: false, detail: error.message }
  }
}

async function firstRows(ctx: ConnectorContext<Settings>, file: SourceFile): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of readRows(file, ctx.settings.delimiter, ctx.signal)) {
    rows.push(row)
    if (rows.length === 2) break
  }
  return rows
}

function* checkContent<E extends EntityName, Field extends string>(
  [header, first]: readonly Row[],
  file: SourceFile,
  definition: FileDefinition<E, Field>,
): Generator<CheckResult> {
  const name = `${definition.kind}: columns`
  if (header === undefined) {
    yield { name, ok: false, detail: `${file.path} is empty: its first line must name the columns` }
    return
  }
  const columns = new Columns(file.path, header.cells, definition.columns, noSelection)
  try {
    definition.require(columns)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    yield { name, ok: false, detail: `${error.message} (nothing to do where a mapping names another column)` }
    return
  }
  yield { name, ok: true, detail: header.cells.join(', ') }
  yield sample(first, columns, definition)
}

function sample<E extends EntityName, Field extends string>(
  row: Row | undefined,
  columns: Columns<Field>,
  definition: FileDefinition<E, Field>,
): CheckResult {
  const name = `${definition.kind}: a sample row`
  if (row === undefined) return { name, ok: true, detail: 'the file has no rows yet' }
  try {
    const { record } = definition.startPass(columns)(row.cells)
    return { name, ok: true, detail: JSON.stringify(record) }
  } catch (error) {
    if (!(error instanceof CellError)) throw error
    return { name, ok: false, detail: `line ${row.line}: ${error.message}` }
  }
}
