import type { ReviewSettings } from '../settings.ts'
import { type ReviewField, reviewColumns } from '../streams/reviews.ts'
import { type ColumnContent, contentOf } from './column-content.ts'
import { columnNames, plainName } from './column-names.ts'

/** A column of the file that stands for a field, and what speaks for it. */
export interface ColumnChoice {
  readonly column: string
  readonly because: 'its name' | 'its content' | 'a choice'
}

/** What a file of reviews seems to mean. */
export interface ReviewProposal {
  readonly columns: Readonly<Partial<Record<ReviewField, ColumnChoice>>>
  /** What no column says. */
  readonly settings: Partial<ReviewSettings>
  /** What a person should look at, as sentences. */
  readonly doubts: readonly string[]
}

export interface TableSample {
  readonly header: readonly string[]
  /** Some rows behind the header. */
  readonly rows: readonly (readonly string[])[]
  /** What the file is called, without its ending: the place, where no column says any. */
  readonly name: string
  /** The zone of moments that name none. */
  readonly timezone: string
}

interface Candidate extends ColumnChoice {
  readonly field: ReviewField
  readonly score: number
}

/**
 * Proposes which column is what: by names in several languages, and by content. A name whose content contradicts it does not
 * count. Each column stands for one field at most; what `chosen` says is taken as it is.
 */
export function proposeReviews(
  sample: TableSample,
  chosen: Readonly<Partial<Record<ReviewField, string | null>>> = {},
): ReviewProposal {
  const contents = new Map(
    sample.header.map((column, index) => [column, contentOf(sample.rows.map((row) => row[index] ?? ''))]),
  )
  const columns: Partial<Record<ReviewField, ColumnChoice>> = {}
  const taken = new Set<string>()
  for (const [field, column] of Object.entries(chosen) as [ReviewField, string | null][]) {
    if (column === null) continue
    columns[field] = { column, because: 'a choice' }
    taken.add(column)
  }
  for (const { field, column, because } of candidates(contents)) {
    if (field in chosen || columns[field] !== undefined || taken.has(column)) continue
    columns[field] = { column, because }
    taken.add(column)
  }
  const fields = Object.keys(reviewColumns) as ReviewField[]
  const inOrder = fields.flatMap((field) =>
    columns[field] === undefined ? [] : [[field, columns[field]] as const],
  )
  return { columns: Object.fromEntries(inOrder), ...settingsFor(columns, contents, sample) }
}

/** All that speaks for any column, the strongest first; of equals the one that stands before. */
function candidates(contents: ReadonlyMap<string, ColumnContent>): readonly Candidate[] {
  const found: Candidate[] = []
  for (const field of Object.keys(reviewColumns) as ReviewField[]) {
    for (const [column, content] of contents) {
      if (!mayBe(field, content)) continue
      const named = nameScore(field, column)
      if (named > 0) found.push({ field, column, because: 'its name', score: named })
      else if (looksLike(field, content))
        found.push({ field, column, because: 'its content', score: contentScore(content) })
    }
  }
  return found.sort((one, other) => other.score - one.score)
}

/** 2–3: the whole name; 1–2: a part of it; 0: neither. Likelier names score higher. */
function nameScore(field: ReviewField, column: string): number {
  const name = plainName(column)
  if (name === plainName(reviewColumns[field])) return 3
  const names = columnNames[field] ?? []
  const whole = names.indexOf(name)
  if (whole >= 0) return 3 - (whole + 1) / (names.length + 1)
  const part = names.findIndex((one) => ` ${name} `.includes(` ${one} `))
  return part < 0 ? 0 : 2 - (part + 1) / (names.length + 1)
}

/** Below what any name scores; of several long texts the longest. */
function contentScore({ length }: ColumnContent): number {
  return Math.min(0.9, length / 10_000)
}

/** Whether the content leaves it possible. A column without values may be anything. */
function mayBe(field: ReviewField, content: ColumnContent): boolean {
  if (content.values.length === 0) return true
  switch (field) {
    case 'createdAt':
    case 'editedAt':
    case 'repliedAt':
      return content.dates !== null
    case 'rating':
      return content.ratings !== null
    case 'scaleMin':
    case 'scaleMax':
      return content.values.every((value) => /^\d+$/.test(value))
    case 'authorEmail':
      return content.isEmail
    case 'language':
      return content.isLanguage || content.length < 20
    case 'id':
      return content.isUnique
    case 'author':
      return !content.isEmail && content.dates === null
    case 'text':
    case 'title':
    case 'reply':
      return content.dates === null && !content.isEmail && content.ratings === null
    default:
      return content.dates === null
  }
}

/** Whether content alone says it: dates, ratings, long text. Of addresses nobody knows whether the site vouches for them. */
function looksLike(field: ReviewField, content: ColumnContent): boolean {
  if (field === 'createdAt') return content.dates !== null
  if (field === 'rating') return content.ratings !== null
  return field === 'text' && content.length > 40
}

function settingsFor(
  columns: ReviewProposal['columns'],
  contents: ReadonlyMap<string, ColumnContent>,
  { name, timezone }: TableSample,
): Omit<ReviewProposal, 'columns'> {
  const settings: { -readonly [Key in keyof ReviewSettings]?: ReviewSettings[Key] } = {}
  const doubts: string[] = []
  const contentBehind = (field: ReviewField) => contents.get(columns[field]?.column ?? '')
  const moments = contentBehind('createdAt')
  if (moments?.dates != null && moments.dates !== 'iso') settings.dates = moments.dates
  if (moments?.isDateOpen === true && moments.dates !== 'iso') {
    doubts.push(
      `the dates, such as ${moments.values[0]}, leave open whether the day or the month comes first: ${moments.dates} is taken`,
    )
  }
  if (timezone !== 'UTC' && moments?.values.some((value) => !/(Z|[+-]\d{2}:?\d{2})$/.test(value)) === true) {
    settings.timezone = timezone
  }
  const ratings = contentBehind('rating')?.ratings
  if (ratings != null) {
    if (columns.scaleMin === undefined) settings.scaleMin = ratings.scaleMin
    if (columns.scaleMax === undefined) settings.scaleMax = ratings.scaleMax
    if (Object.keys(ratings.words).length > 0) settings.words = { ...ratings.words }
  } else if (columns.scaleMin === undefined || columns.scaleMax === undefined) {
    doubts.push('no column of ratings was found: the scale is taken to be 1 to 5')
    Object.assign(settings, { scaleMin: 1, scaleMax: 5 })
  }
  if (columns.place === undefined) {
    settings.place = name
    doubts.push(`no column says which place a review is about: all are taken to be about "${name}"`)
  }
  const addresses = [...contents].find(([, { isEmail }]) => isEmail)
  if (columns.authorEmail === undefined && addresses !== undefined) {
    doubts.push(
      `the addresses in "${addresses[0]}" are left out: choose the column as authorEmail only where the site vouches for them, as they then say which customer wrote a review`,
    )
  }
  if (columns.id === undefined) {
    doubts.push(
      'no column tells reviews apart: they are known by their author and moment, and by their rating and words where no author is named',
    )
  }
  return { settings, doubts }
}
