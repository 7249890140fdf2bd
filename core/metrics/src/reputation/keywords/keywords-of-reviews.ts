import { isNegative, isPositive } from '../rated-review.ts'
import {
  byStrength,
  type Keyword,
  type KeywordSide,
  MOST_EXAMPLES,
  quarterName,
  quarterOf,
  TREND_QUARTERS,
} from './keyword.ts'
import { isKeyword, logOddsZ, type TermCounts } from './log-odds.ts'
import { TermReader } from './term-reader.ts'

/** A review as keywords see it. */
export interface WrittenReview {
  readonly id: string
  /** Without markup and translations: see `plainReviewText`. */
  readonly text: string
  /** ISO 639, or `und`: see `languageOf`. */
  readonly language: string
  /** 0–1; null without a rating. */
  readonly unit: number | null
  /** Ms since 1970. */
  readonly createdAt: number
}

/** On which side of the comparison a review stands. */
export const sideOf = (unit: number | null): KeywordSide =>
  unit === null ? null : isNegative(unit) ? 'low' : isPositive(unit) ? 'high' : null

interface SeenTerm {
  readonly term: string
  readonly length: number
  readonly documents: WrittenReview[]
}

/**
 * `log-odds@1` of reviews that fit into memory, up to `asOf` (ms since 1970), in any order: the keywords of each language. The
 * examples are ids. For more reviews than fit, `TermBounds`, `TermCounts` and `TermEvidence` find the same in three passes.
 */
export function keywordsOf(reviews: Iterable<WrittenReview>, asOf: number): Keyword<string>[] {
  const languages = Map.groupBy(
    [...reviews].filter(({ createdAt, text }) => createdAt <= asOf && text !== ''),
    ({ language }) => language,
  )
  const reader = new TermReader()
  return [...languages]
    .flatMap(([language, documents]) => keywordsOfLanguage(language, documents, asOf, reader))
    .sort(byStrength)
}

function keywordsOfLanguage(
  language: string,
  documents: readonly WrittenReview[],
  asOf: number,
  reader: TermReader,
): Keyword<string>[] {
  const terms = new Map<string, SeenTerm>()
  for (const document of documents) {
    reader.read(document.text, language)
    for (let at = 0; at < reader.count; at += 1) {
      const [term, length] = [reader.textOf(at), reader.lengths[at] ?? 0]
      const seen = terms.get(`${length} ${term}`) ?? { term, length, documents: [] }
      seen.documents.push(document)
      terms.set(`${length} ${term}`, seen)
    }
  }
  const corpora = [1, 2].map((length) =>
    corpusOf([...terms.values()].filter((term) => term.length === length)),
  )
  const perQuarter = countsByQuarter(documents, asOf)
  return [...terms.values()].flatMap((seen) => {
    const counts = countsOf(seen.documents)
    const z = logOddsZ(counts, corpora[seen.length - 1] ?? counts)
    if (!isKeyword(counts, z)) return []
    const ofTerm = countsByQuarter(seen.documents, asOf)
    return [
      {
        term: seen.term,
        language,
        z,
        ...counts,
        trend: perQuarter.map(({ quarter, documents: of }, index) => ({
          quarter: quarterName(quarter),
          documents: ofTerm[index]?.documents ?? 0,
          of,
        })),
        examples: newestOf(seen.documents, z > 0 ? 'low' : 'high'),
      },
    ]
  })
}

function countsOf(documents: readonly WrittenReview[]): TermCounts {
  const sides = documents.map(({ unit }) => sideOf(unit))
  return {
    low: sides.filter((side) => side === 'low').length,
    high: sides.filter((side) => side === 'high').length,
    all: documents.length,
  }
}

const corpusOf = (terms: readonly SeenTerm[]): TermCounts =>
  countsOf(terms.flatMap(({ documents }) => documents))

function countsByQuarter(documents: readonly WrittenReview[], asOf: number) {
  const last = quarterOf(asOf)
  return Array.from({ length: TREND_QUARTERS }, (_, index) => {
    const quarter = last - TREND_QUARTERS + 1 + index
    return {
      quarter,
      documents: documents.filter(({ createdAt }) => quarterOf(createdAt) === quarter).length,
    }
  })
}

/** Of several written at one moment the one with the lower id, so that the order in which they come decides nothing. */
const newestOf = (documents: readonly WrittenReview[], side: KeywordSide): string[] =>
  documents
    .filter(({ unit }) => sideOf(unit) === side)
    .sort((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? -1 : 1))
    .slice(0, MOST_EXAMPLES)
    .map(({ id }) => id)
