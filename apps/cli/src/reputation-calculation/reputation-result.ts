import {
  ANSWERED_POLICY,
  AVERAGE_POLICY,
  KEYWORD_POLICY,
  type Keyword,
  POSITIVE_SHARE_POLICY,
  REPUTATION_POLICY,
  REPUTATION_SCORE_POLICY,
  type Reputation,
} from '@rapport/metrics'
import { spreadsheetText } from '../printable.ts'
import type { ReputationCalculation } from './calculate-reputation.ts'
import type { PlaceReputation } from './place-reputations.ts'
import type { ReviewExamples } from './review-examples.ts'

/** What stands before the places. */
export function resultHead({ asOf, counts, places }: ReputationCalculation) {
  return {
    policies: {
      average: AVERAGE_POLICY,
      reputation: REPUTATION_POLICY,
      sharePositive: POSITIVE_SHARE_POLICY,
      answered: ANSWERED_POLICY,
      score: REPUTATION_SCORE_POLICY,
      keywords: KEYWORD_POLICY,
    },
    asOf: new Date(asOf).toISOString(),
    n: { ...counts, places: places.length },
  }
}

/** What stands behind them. */
export function resultTail({ possibleCopies, setAside }: ReputationCalculation, examples: ReviewExamples) {
  return {
    possibleCopies: possibleCopies.map(({ placeId, source, language, createdAt, offsets }) => ({
      placeId,
      source,
      language,
      createdAt: new Date(createdAt).toISOString(),
      reviewIds: offsets.map((offset) => examples.at(offset).reviewId),
    })),
    setAside,
  }
}

/** The places one by one, with the texts of their examples, which are read from the file when they are asked for. */
export function* placeRows({ places }: ReputationCalculation, examples: ReviewExamples) {
  for (const place of places) yield placeRow(place, examples)
}

function placeRow(
  { placeId, reputation, sources, distribution, months, quarters, keywords, extremes }: PlaceReputation,
  examples: ReviewExamples,
) {
  const shown = (offsets: readonly number[]) => offsets.map((offset) => examples.at(offset))
  return {
    placeId,
    ...figuresOf(reputation),
    sources: sources.map(({ source, reputation }) => ({
      source,
      ...figuresOf(reputation),
    })),
    distribution,
    months,
    quarters,
    keywords: keywords.map((keyword) => ({ ...keyword, examples: shown(keyword.examples) })),
    best: shown(extremes.best.map(({ offset }) => offset)),
    worst: shown(extremes.worst.map(({ offset }) => offset)),
  }
}

const figuresOf = ({ score, ...figures }: Reputation) => ({
  ...figures,
  score: score.score,
  scoreParts: score.parts,
})

/** One place of the CSV file; null is unknown. */
export interface PlaceCells {
  readonly placeId: string
  readonly n: number
  readonly average: number | null
  readonly reputation: number | null
  readonly sharePositive: number | null
  readonly sharePositiveLow: number | null
  readonly sharePositiveHigh: number | null
  readonly answeredShare: number | null
  readonly answeredMedianHours: number | null
  readonly answeredP90Hours: number | null
  readonly score: number | null
  readonly last365: number
  readonly newest: string
  readonly lowKeywords: string
  readonly highKeywords: string
}

/** The columns of the CSV file, in order. */
export const PLACE_COLUMNS = [
  ['place_id', 'placeId'],
  ['n', 'n'],
  ['average', 'average'],
  ['reputation', 'reputation'],
  ['share_positive', 'sharePositive'],
  ['share_positive_low', 'sharePositiveLow'],
  ['share_positive_high', 'sharePositiveHigh'],
  ['answered_share', 'answeredShare'],
  ['answered_median_hours', 'answeredMedianHours'],
  ['answered_p90_hours', 'answeredP90Hours'],
  ['score', 'score'],
  ['last_365_days', 'last365'],
  ['days_since_newest', 'newest'],
  ['low_keywords', 'lowKeywords'],
  ['high_keywords', 'highKeywords'],
] as const satisfies readonly (readonly [string, keyof PlaceCells])[]

/** Keywords of each side that a cell names. */
const NAMED_KEYWORDS = 10

/** The strongest keywords of a side. */
export const strongest = <Example>(
  keywords: readonly Keyword<Example>[],
  side: 'low' | 'high',
  most: number,
): Keyword<Example>[] => keywords.filter(({ z }) => (side === 'low' ? z > 0 : z < 0)).slice(0, most)

/** The places as cells; texts that a spreadsheet would take for formulas are escaped. */
export function* placeCells({ places }: ReputationCalculation): Generator<PlaceCells> {
  for (const { placeId, reputation, keywords } of places) {
    const named = (side: 'low' | 'high'): string =>
      spreadsheetText(
        strongest(keywords, side, NAMED_KEYWORDS)
          .map(({ term }) => term)
          .join('; '),
      )
    yield {
      placeId: spreadsheetText(placeId),
      n: reputation.n,
      average: reputation.average,
      reputation: reputation.reputation,
      sharePositive: reputation.sharePositive?.share ?? null,
      sharePositiveLow: reputation.sharePositive?.low ?? null,
      sharePositiveHigh: reputation.sharePositive?.high ?? null,
      answeredShare: reputation.answered.share,
      answeredMedianHours: reputation.answered.medianHours,
      answeredP90Hours: reputation.answered.p90Hours,
      score: reputation.score.score,
      last365: reputation.volume.last365,
      newest: reputation.daysSinceNewest === null ? '' : reputation.daysSinceNewest.toFixed(1),
      lowKeywords: named('low'),
      highKeywords: named('high'),
    }
  }
}
