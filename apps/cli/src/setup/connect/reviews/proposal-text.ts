import type { ReviewField, ReviewProposal, TableSample } from '@rapport/csv'
import { printable } from '../../../printable.ts'
import { table } from '../../../table.ts'

/** How many values of a column are shown, and how much of each. */
const [shownValues, shownCharacters] = [3, 32]

/** What a file of reviews is taken to mean, as lines: column by column with values of it, what no column says, and doubts. */
export function proposalLines(
  file: string,
  proposal: ReviewProposal,
  sample: TableSample,
): readonly string[] {
  const { columns, settings, doubts } = proposal
  const chosen = Object.entries(columns)
  const rows = chosen.map(([field, { column, because }]) => [
    field,
    shortened(column),
    because,
    samplesOf(column, sample),
  ])
  const used = new Set(chosen.map(([, { column }]) => column))
  const left = sample.header.filter((column) => !used.has(column))
  return [
    `${printable(file)}: which column is what`,
    ...table(['field', 'column', 'because of', 'such as'], rows).map((line) => `  ${line}`),
    ...(left.length === 0 ? [] : [`  left out: ${left.map(shortened).join(', ')}`]),
    ...settingLines(settings).map((line) => `  ${line}`),
    ...doubts.map((doubt) => `  ? ${printable(doubt)}`),
  ]
}

/** Some values of a column, different ones, as one line. */
export function samplesOf(column: string, { header, rows }: TableSample): string {
  const index = header.indexOf(column)
  const values = new Set(rows.map((row) => shortened(row[index] ?? '')).filter((value) => value !== ''))
  return [...values].slice(0, shownValues).join(' · ')
}

/** A value, or the name of a column, that can neither break the line nor steer the terminal. */
export function shortened(value: string): string {
  const plain = printable(value)
  const characters = [...plain]
  return characters.length > shownCharacters ? `${characters.slice(0, shownCharacters - 1).join('')}…` : plain
}

function settingLines({
  place,
  scaleMin,
  scaleMax,
  words,
  dates,
  timezone,
}: ReviewProposal['settings']): readonly string[] {
  const scale = [scaleMin, scaleMax].map((end) => end ?? 'as its column says').join(' to ')
  const meanings = Object.entries(words ?? {}).map(([word, rating]) => `${shortened(word)} = ${rating}`)
  return [
    ...(scaleMin === undefined && scaleMax === undefined ? [] : [`ratings go from ${scale}`]),
    ...(meanings.length === 0 ? [] : [`words stand for ratings: ${meanings.join(', ')}`]),
    ...(dates === undefined ? [] : [`dates are written ${dates}`]),
    ...(timezone === undefined ? [] : [`times without a zone are those of ${timezone}`]),
    ...(place === undefined ? [] : [`all reviews are about the place "${printable(place)}"`]),
  ]
}

/** What a review needs and no column was found for, in words; null where nothing is missing. */
export function missingField({
  columns,
}: ReviewProposal): { readonly field: ReviewField; readonly what: string } | null {
  if (columns.createdAt === undefined) return { field: 'createdAt', what: 'when a review was written' }
  if (columns.rating === undefined && columns.text === undefined)
    return { field: 'rating', what: 'the rating or the text' }
  return null
}
