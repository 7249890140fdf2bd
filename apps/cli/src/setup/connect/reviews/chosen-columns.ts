import {
  type ReviewField,
  type ReviewProposal,
  type ReviewSettings,
  reviewColumns,
  type TableSample,
} from '@rapport/csv'
import { nearest } from '@rapport/model'
import { UsageError } from '../../../command-error.ts'
import { printable } from '../../../printable.ts'
import { shortened } from './proposal-text.ts'

/** Columns that a person chose for fields; null: the field has none. */
export type ChosenColumns = Readonly<Partial<Record<ReviewField, string | null>>>

/**
 * Columns by field as the command line gives them; an empty one stands for none.
 * @throws UsageError where there is no such field or column, with what was probably meant.
 */
export function chosenColumns(
  given: Readonly<Record<string, string>>,
  { header }: TableSample,
): ChosenColumns {
  const fields = Object.keys(reviewColumns) as ReviewField[]
  const chosen: Partial<Record<ReviewField, string | null>> = {}
  for (const [name, column] of Object.entries(given)) {
    const field = fields.find((known) => known === name)
    if (field === undefined) throw new UsageError(unknown('field of reviews', name, fields))
    const found = header.find((known) => known.trim().toLowerCase() === column.trim().toLowerCase())
    if (found === undefined && column !== '') throw new UsageError(unknown('column', column, header))
    chosen[field] = found ?? null
  }
  return chosen
}

/** A proposal with what a person said of the file in place of what its columns seem to say. */
export function withSettings(proposal: ReviewProposal, settings: Partial<ReviewSettings>): ReviewProposal {
  return { ...proposal, settings: { ...proposal.settings, ...settings } }
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  const advice =
    meant === null ? `there are ${known.map(shortened).join(', ')}` : `did you mean "${shortened(meant)}"?`
  return `there is no ${what} "${printable(name)}": ${advice}`
}
