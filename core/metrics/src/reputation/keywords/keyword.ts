import { CALENDAR_PERIODS } from '../../retention/calendar-period.ts'
import { formatLocalDay } from '../../value/local-day.ts'
import { DAY_MS } from '../reputation-tally.ts'

/** Quarters of a keyword's trend, the one of the evaluation being the last. */
export const TREND_QUARTERS = 8

/** Reviews that show how a keyword is used. */
export const MOST_EXAMPLES = 3

/** Documents with a term in one quarter of the calendar, in UTC, among those of its language. */
export interface KeywordQuarter {
  /** `2026-Q1`. */
  readonly quarter: string
  readonly documents: number
  readonly of: number
}

/** A word or pair of words that tells the unhappy from the happy. */
export interface Keyword<Example> {
  readonly term: string
  /** ISO 639; `und` where the reviews do not say. */
  readonly language: string
  /** Above 0 it belongs to the unhappy, below 0 to the happy. */
  readonly z: number
  /** Documents with it that have 1–2 stars, that have 4–5, and all. */
  readonly low: number
  readonly high: number
  readonly all: number
  readonly trend: readonly KeywordQuarter[]
  /** The newest of its side. */
  readonly examples: readonly Example[]
}

/** The side of a document: who is neither unhappy nor happy counts for the prior alone. */
export type KeywordSide = 'low' | 'high' | null

/** Numbers quarters in UTC; the next quarter has the next number. `at` is ms since 1970. */
export const quarterOf = (at: number): number => CALENDAR_PERIODS.quarter.numberOf(Math.floor(at / DAY_MS))

/** `2026-Q1`. */
export function quarterName(quarter: number): string {
  const [year, month] = formatLocalDay(CALENDAR_PERIODS.quarter.firstDay(quarter)).split('-')
  return `${year}-Q${Math.ceil(Number(month) / 3)}`
}

/** The strongest first, and of equals in the order of their letters. */
export const byStrength = (
  one: Pick<Keyword<unknown>, 'z' | 'term' | 'language'>,
  other: Pick<Keyword<unknown>, 'z' | 'term' | 'language'>,
): number =>
  Math.abs(other.z) - Math.abs(one.z) ||
  compare(one.term, other.term) ||
  compare(one.language, other.language)

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
