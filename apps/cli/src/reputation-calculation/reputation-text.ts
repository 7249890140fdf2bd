import { shareText } from '../figure-text.ts'
import { printable } from '../printable.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { countOf } from '../value-calculation/figure-text.ts'
import type { ReputationCalculation } from './calculate-reputation.ts'
import type { PlaceReputation } from './place-reputations.ts'
import { strongest } from './reputation-result.ts'

/** Rows that are shown of what may be long; all are in the JSON. */
const SHOWN = 10
const SHOWN_PLACES = 50
const SHOWN_KEYWORDS = 8

const HEADINGS = [
  'place',
  'reviews',
  'average',
  'reputation',
  'positive',
  '95 % interval',
  'answered',
  'median',
  'p90',
  'score',
]

/** The calculation as people read it: a line a place, then their keywords. */
export function reputationLines(calculation: ReputationCalculation): string[] {
  const { asOf, counts, places } = calculation
  const shown = places.slice(0, SHOWN_PLACES)
  return [
    `As of ${new Date(asOf).toISOString()}: ${countOf(counts.reviews, 'review', 'reviews')} of ${countOf(places.length, 'place', 'places')}.`,
    ...(counts.copies === 0
      ? []
      : [`${countOf(counts.copies, 'earlier copy', 'earlier copies')} of reviews not counted.`]),
    ...(counts.afterAsOf === 0
      ? []
      : [`${countOf(counts.afterAsOf, 'review', 'reviews')} after that not looked at.`]),
    '',
    ...table(HEADINGS, shown.map(placeLine), ['left', ...HEADINGS.slice(1).map(() => 'right' as const)]),
    ...moreLines(places.length, SHOWN_PLACES),
    ...shown.flatMap(keywordLines),
    ...possibleCopyLines(calculation),
    ...setAsideLines(calculation),
  ]
}

function placeLine({ placeId, reputation }: PlaceReputation): string[] {
  const { n, average, sharePositive, answered, score } = reputation
  return [
    printable(placeId),
    count(n),
    average === null ? '' : average.toFixed(2),
    reputation.reputation === null ? '' : reputation.reputation.toFixed(2),
    shareText(sharePositive?.share ?? null),
    sharePositive === null ? '' : `${shareText(sharePositive.low)} to ${shareText(sharePositive.high)}`,
    shareText(answered.share),
    hoursText(answered.medianHours),
    hoursText(answered.p90Hours),
    score.score === null ? '' : score.score.toFixed(1),
  ]
}

const hoursText = (hours: number | null): string => (hours === null ? '' : `${hours.toFixed(1)} h`)

function keywordLines({ placeId, keywords }: PlaceReputation): string[] {
  const line = (side: 'low' | 'high', title: string): string[] => {
    const terms = strongest(keywords, side, SHOWN_KEYWORDS)
    if (terms.length === 0) return []
    return [
      `  ${title}: ${terms.map(({ term, low, high }) => `${printable(term)} (${low}:${high})`).join(', ')}`,
    ]
  }
  const lines = [...line('low', 'unhappy'), ...line('high', 'happy')]
  return lines.length === 0
    ? []
    : [
        '',
        `${printable(placeId)}: words of the unhappy and the happy (reviews of each with the word)`,
        ...lines,
      ]
}

function possibleCopyLines({ possibleCopies }: ReputationCalculation): string[] {
  if (possibleCopies.length === 0) return []
  return [
    '',
    `Perhaps one review under two ids (same source, place, language and moment; all count): ${count(possibleCopies.length)}`,
    ...possibleCopies
      .slice(0, SHOWN)
      .map(
        ({ placeId, source, createdAt, offsets }) =>
          `${printable(source)}, ${printable(placeId)}, ${new Date(createdAt).toISOString()}: ${offsets.length} reviews`,
      ),
    ...moreLines(possibleCopies.length, SHOWN),
  ]
}

function setAsideLines({ counts, setAside }: ReputationCalculation): string[] {
  if (counts.setAside === 0) return []
  return [
    '',
    `Set aside: ${countOf(counts.setAside, 'row', 'rows')}`,
    ...setAside.slice(0, SHOWN).map(({ line, reason }) => `line ${line}: ${printable(reason)}`),
    ...moreLines(counts.setAside, SHOWN),
  ]
}

const moreLines = (all: number, shown: number): string[] =>
  all > shown ? [`The first ${shown} of ${count(all)}; --json has more.`] : []
