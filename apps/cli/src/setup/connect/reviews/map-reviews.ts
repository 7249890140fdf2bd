import { stat } from 'node:fs/promises'
import path from 'node:path'
import {
  csv,
  fileNames,
  proposeReviews,
  type ReviewProposal,
  type ReviewSettings,
  reviewColumns,
  type Settings,
  sampleTable,
  type TableSample,
} from '@rapport/csv'
import { CommandError } from '../../../command-error.ts'
import { printable } from '../../../printable.ts'
import type { NewConnection } from '../connection-request.ts'
import { chosenColumns, withSettings } from './chosen-columns.ts'
import { missingField, proposalLines, shortened } from './proposal-text.ts'

export interface ReviewsRequest {
  /** The folder of rapport.yaml: paths in it start there. */
  readonly folder: string
  /** The zone of the set-up. */
  readonly timezone: string
  /** Whether somebody can be asked. */
  readonly isAsked: boolean
  /** A file of reviews that is to be read, as the command line names it. */
  readonly file?: string
  /** Columns by field that the command line gives. */
  readonly columns: Readonly<Record<string, string>>
  /** Where the proposal is shown. */
  readonly print: (...lines: readonly string[]) => void
}

/**
 * Finds out which columns of a file of reviews are what, where the connection has such a file: proposes it, and on a terminal asks
 * until it is right.
 * @throws CommandError where the file cannot be read, or a column that is needed was not found.
 */
export async function mapReviews(connection: NewConnection, request: ReviewsRequest): Promise<NewConnection> {
  const named = request.file === undefined ? connection : withFile(connection, request, request.file)
  const asked = request.isAsked && request.file === undefined ? await askForFile(named, request) : named
  const { data: settings } = csv.settings.safeParse(asked.settings)
  if (settings === undefined) return asked
  const file = await reviewsFile(settings, request)
  if (file === null) return asked
  const sample = await sampleTable(path.resolve(request.folder, file), {
    delimiter: settings.delimiter,
    timezone: request.timezone,
    signal: AbortSignal.timeout(60_000),
  }).catch((error: unknown) => {
    throw new CommandError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  })
  const given = {
    columns: chosenColumns(request.columns, sample),
    settings: (asked.settings.reviews ?? {}) as Partial<ReviewSettings>,
  }
  if (request.isAsked) {
    const { confirmProposal } = await import('./proposal-questions.ts')
    return withProposal(asked, await confirmProposal(file, sample, given))
  }
  const proposal = withSettings(proposeReviews(sample, given.columns), given.settings)
  request.print(...proposalLines(file, proposal, sample))
  mustBeComplete(file, proposal, sample)
  return withProposal(asked, proposal)
}

/** @throws CommandError that says which column to name. */
function mustBeComplete(file: string, proposal: ReviewProposal, sample: TableSample): void {
  const missing = missingField(proposal)
  if (missing === null) return
  throw new CommandError(
    `no column of ${printable(file)} says ${missing.what}; it has ${sample.header.map(shortened).join(', ')}: name one with --map ${missing.field}=…`,
  )
}

/** The file in the settings, by its path from the folder of the configuration. */
function withFile(connection: NewConnection, { folder }: ReviewsRequest, file: string): NewConnection {
  const fromFolder = path.relative(folder, path.resolve(file)).replaceAll(path.sep, '/')
  const files = (connection.settings.files ?? {}) as Readonly<Record<string, string>>
  return { ...connection, settings: { ...connection.settings, files: { ...files, reviews: fromFolder } } }
}

async function askForFile(connection: NewConnection, request: ReviewsRequest): Promise<NewConnection> {
  const { data: settings } = csv.settings.safeParse(connection.settings)
  if (settings !== undefined && (await reviewsFile(settings, request)) !== null) return connection
  const { ask, choose } = await import('../../questions.ts')
  const file = await ask(
    'A file of reviews from another site, such as an export (may be left empty)',
    '',
    () => undefined,
  )
  if (file === '') return connection
  const named = withFile(connection, request, file)
  if (named.settings.retention !== undefined) return named
  const retention = await choose('How long may its reviews be kept?', [
    { value: 'full', label: 'Without end' },
    {
      value: 'revocable',
      label: 'Until access to the site ends: forgetting the connection then deletes them',
    },
  ])
  return retention === 'full' ? named : { ...named, settings: { ...named.settings, retention } }
}

/** The file of reviews, where the settings name one or it is in their folder. */
async function reviewsFile({ files, folder }: Settings, request: ReviewsRequest): Promise<string | null> {
  if (files?.reviews !== undefined) return files.reviews
  if (folder === undefined) return null
  const file = path.join(folder, fileNames.reviews)
  const found = await stat(path.resolve(request.folder, file)).catch(() => null)
  return found === null ? null : file
}

/** What is written: columns whose name alone does not say what they are, and what no column says. */
function withProposal(connection: NewConnection, { columns, settings }: ReviewProposal): NewConnection {
  const review = Object.fromEntries(
    Object.entries(columns)
      .filter(
        ([field, { column }]) =>
          column.trim().toLowerCase() !== reviewColumns[field as keyof typeof reviewColumns],
      )
      .map(([field, { column }]) => [field, column]),
  )
  return {
    ...connection,
    settings:
      Object.keys(settings).length === 0
        ? connection.settings
        : { ...connection.settings, reviews: settings },
    mapping: { review },
  }
}
