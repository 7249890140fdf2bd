import {
  type CheckResult,
  type ConnectorContext,
  ConnectorError,
  type FieldSelection,
  type FieldSelections,
  noSelection,
} from '@rapport/connector'
import { type EntityName, nearest } from '@rapport/model'
import { CellError } from './cells.ts'
import { checkReviewRows } from './check-rows.ts'
import { Columns } from './columns.ts'
import { checkEvents } from './events/check-events.ts'
import type { FileDefinition } from './file-stream.ts'
import { type FileKind, fileNames, type Settings } from './settings.ts'
import { shapeOf, withoutContent } from './shape.ts'
import { findFile, type SourceFile } from './source-file.ts'
import { companyFile } from './streams/companies.ts'
import { contactFile } from './streams/contacts.ts'
import { asReviewsSay, placeFile, reviewedPlaces } from './streams/places.ts'
import { reviewFile } from './streams/reviews.ts'
import { surveyFile } from './streams/survey-responses.ts'
import { ticketFile } from './streams/tickets.ts'
import { transactionFile } from './streams/transactions.ts'
import { type Row, readRows } from './table.ts'

type Context = ConnectorContext<Settings>

const kinds = [
  'companies',
  'contacts',
  'transactions',
  'tickets',
  'surveys',
  'places',
  'reviews',
  'ticketEvents',
] as const

/**
 * Looks at the start of every file: it can be read, its columns and those that the mapping names are there, and its first row
 * makes a record. Of a sample row only the shapes of its values are shown: a check is pasted into tickets, people are not.
 */
export async function* checkFiles(ctx: Context, selections: FieldSelections): AsyncGenerator<CheckResult> {
  const { folder } = ctx.settings
  if (folder !== undefined) yield await overview(ctx.settings, folder)
  yield* checkFile(ctx, companyFile, selections('company'))
  yield* checkFile(ctx, contactFile, selections('contact'))
  yield* checkFile(ctx, transactionFile, selections('deal'))
  yield* checkFile(ctx, ticketFile, selections('ticket'))
  yield* checkFile(ctx, surveyFile, selections('surveyResponse'))
  yield* checkPlaces(ctx, { ...selections('place'), others: selections })
  yield* checkFile(ctx, reviewFile, selections('review'))
  yield* checkEvents(ctx)
}

/** Which files are read and which are not there. A folder without any is a wrong path. */
async function overview(settings: Settings, folder: string): Promise<CheckResult> {
  const [there, absent]: [string[], string[]] = [[], []]
  for (const kind of kinds) {
    const path = settings.files?.[kind] ?? fileNames[kind]
    if (await isAbsent(settings, kind)) absent.push(path)
    else there.push(path)
  }
  const name = 'files'
  if (there.length === 0) {
    return { name, ok: false, detail: `${folder} has none of ${absent.join(', ')}: correct the folder` }
  }
  const note = absent.length === 0 ? '' : `; not in ${folder}, so not read: ${absent.join(', ')}`
  return { name, ok: true, detail: `reads ${there.join(', ')}${note}` }
}

/** Whether there is no such file. One that cannot be read is there, and has a line of its own. */
async function isAbsent(settings: Settings, kind: FileKind): Promise<boolean> {
  try {
    return (await findFile(settings, kind)) === null
  } catch (error) {
    if (error instanceof ConnectorError) return false
    throw error
  }
}

/** Without a table of places they are those of the reviews, of which only what is wrong is told: the reviews have their own lines. */
async function* checkPlaces(ctx: Context, selection: FieldSelection): AsyncGenerator<CheckResult> {
  if (!(await isAbsent(ctx.settings, 'places'))) {
    yield* checkFile(ctx, placeFile, selection)
    return
  }
  for await (const line of checkFile(ctx, reviewedPlaces, asReviewsSay(selection))) {
    if (!line.ok) yield { ...line, name: line.name.replace(/^reviews/, 'places of reviews') }
  }
}

async function* checkFile<E extends EntityName, Field extends string>(
  ctx: Context,
  definition: FileDefinition<E, Field>,
  selection: FieldSelection,
): AsyncGenerator<CheckResult> {
  const { kind } = definition
  const name = `${kind}: readable`
  try {
    const file = await findFile(ctx.settings, kind)
    if (file === null) {
      const columns = [...Object.values(selection.mapping), ...selection.extra]
      if (columns.length === 0) return
      const detail = `there is no ${fileNames[kind]}, and mapping.${definition.entity} names columns of it: ${columns.join(', ')}`
      yield { name, ok: false, detail }
      return
    }
    yield { name, ok: true, detail: file.path }
    const of = { file, definition, selection, settings: ctx.settings }
    if (yield* checkContent(await firstRows(ctx, file), of)) {
      if (definition.kind === 'reviews' && definition.entity === 'review') {
        yield await checkReviewRows(ctx, file, selection)
      }
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    yield { name, ok: false, detail: error.message }
  }
}

async function firstRows(ctx: Context, file: SourceFile): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of readRows(file, ctx.settings.delimiter, ctx.signal)) {
    rows.push(row)
    if (rows.length === 2) break
  }
  return rows
}

interface CheckedFile<E extends EntityName, Field extends string> {
  readonly file: SourceFile
  readonly definition: FileDefinition<E, Field>
  readonly selection: FieldSelection
  readonly settings: Settings
}

/** Returns whether the columns are as they must be. */
function* checkContent<E extends EntityName, Field extends string>(
  [header, first]: readonly Row[],
  { file, definition, selection, settings }: CheckedFile<E, Field>,
): Generator<CheckResult, boolean> {
  const name = `${definition.kind}: columns`
  if (header === undefined) {
    yield { name, ok: false, detail: `${file.path} is empty: its first line must name the columns` }
    return false
  }
  const problems = problemsOfMapping(file, header.cells, definition, selection)
  for (const detail of problems) yield { name, ok: false, detail }
  if (problems.length > 0) return false
  const columns = new Columns(file.path, header.cells, definition.columns, selection)
  const missing = messageOf(() => definition.require(columns, settings))
  if (missing !== null) {
    yield { name, ok: false, detail: missing }
    return false
  }
  yield { name, ok: true, detail: describeColumns(columns, header.cells, definition, selection) }
  yield sample(first, columns, definition, settings)
  return true
}

/** One sentence for each column that the mapping names and the file does not have, as a sync would say it. */
function problemsOfMapping<E extends EntityName, Field extends string>(
  { path }: SourceFile,
  header: readonly string[],
  definition: FileDefinition<E, Field>,
  { mapping, extra }: FieldSelection,
): readonly string[] {
  const open = (selection: FieldSelection): Columns<Field> =>
    new Columns(path, header, definition.columns, selection)
  const plain = messageOf(() => open(noSelection))
  if (plain !== null) return [plain]
  const columns = open(noSelection)
  const ofMapping = Object.entries(mapping).flatMap(
    ([field, column]) => messageOf(() => open({ ...noSelection, mapping: { [field]: column } })) ?? [],
  )
  const ofExtra = extra
    .filter((column) => Object.keys(columns.extra(header, [column])).length === 0)
    .map((column) => {
      const near = nearest(column, header)
      const advice = near === null ? `it has ${header.join(', ')}` : `the nearest is "${near}"`
      return `${path} has no column "${column}"; ${advice}: correct mapping.${definition.entity}.extra`
    })
  return [...ofMapping, ...ofExtra]
}

/** What a ConnectorError says; null where nothing is thrown. */
function messageOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof ConnectorError) return error.message
    throw error
  }
}

/** `reads id, email from "E-Mail"; leaves out notes`. */
function describeColumns<E extends EntityName, Field extends string>(
  columns: Columns<Field>,
  header: readonly string[],
  definition: FileDefinition<E, Field>,
  { extra }: FieldSelection,
): string {
  const fields = fieldsOf(definition).filter((field) => columns.has(field))
  const used = new Set([...fields.map((field) => columns.name(field)), ...extra].map(plainName))
  const left = header.filter((column) => !used.has(plainName(column)))
  const mapped = fields.map((field) =>
    plainName(columns.name(field)) === plainName(field) ? field : `${field} from "${columns.name(field)}"`,
  )
  const kept = extra.length === 0 ? '' : `; keeps ${extra.join(', ')}`
  return `reads ${mapped.join(', ')}${kept}${left.length === 0 ? '' : `; leaves out ${left.join(', ')}`}`
}

function plainName(column: string): string {
  return column.trim().toLowerCase()
}

function fieldsOf<E extends EntityName, Field extends string>(
  definition: FileDefinition<E, Field>,
): readonly (Field | 'id')[] {
  return Object.keys(definition.columns) as (Field | 'id')[]
}

function sample<E extends EntityName, Field extends string>(
  row: Row | undefined,
  columns: Columns<Field>,
  definition: FileDefinition<E, Field>,
  settings: Settings,
): CheckResult {
  const name = `${definition.kind}: a sample row`
  if (row === undefined) return { name, ok: true, detail: 'the file has no rows yet' }
  try {
    definition.startPass(columns, settings)(row.cells, row.line)
  } catch (error) {
    if (!(error instanceof CellError)) throw error
    return { name, ok: false, detail: `line ${row.line}: ${withoutContent(error.message, row.cells)}` }
  }
  const shapes = fieldsOf(definition)
    .filter((field) => columns.has(field))
    .map((field) => `${field} ${shapeOf(columns.cell(row.cells, field))}`)
  return { name, ok: true, detail: `line ${row.line} makes a ${definition.entity}: ${shapes.join(', ')}` }
}
