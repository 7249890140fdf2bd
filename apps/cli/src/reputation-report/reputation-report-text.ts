import type { Keyword, RatingDistribution, Reputation, ReputationPeriod } from '@rapport/metrics'
import type { PlaceReport, ReputationReport, ReviewText } from '@rapport/run'
import { shareText } from '../figure-text.ts'
import { printable } from '../printable.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { countOf } from '../value-calculation/figure-text.ts'

/** Rows that are shown of what may be long; all are in the JSON. */
const SHOWN_PLACES = 50
const SHOWN_KEYWORDS = 8
const SHOWN_SIGNS = 160

/** The report with the keywords of its scorecard. */
export interface FullReport extends ReputationReport {
  /** Of one place or brand; null where all places are told of. */
  readonly keywords: readonly Keyword<ReviewText>[] | null
}

/** The report as people read it: a line a place, the trends, and the scorecard of a place or brand. */
export function reputationReportLines(report: FullReport): string[] {
  const { total, from, to, places, placesWithoutReviews, copies, notCombined } = report
  const days = from === null ? `up to ${to}` : `from ${from} to ${to}`
  return [
    `Reviews ${days}: ${countOf(total.n, 'review', 'reviews')} of ${countOf(places.length, 'place', 'places')}.`,
    ...(placesWithoutReviews === 0
      ? []
      : [`${countOf(placesWithoutReviews, 'place has', 'places have')} no review in these days.`]),
    ...(copies === 0 ? [] : [`${countOf(copies, 'earlier copy', 'earlier copies')} of reviews not counted.`]),
    ...(notCombined.length === 0
      ? []
      : [
          `Not among them: what ${notCombined.map(printable).join(', ')} shows, whose terms do not allow it.`,
        ]),
    '',
    ...placeTable(report),
    ...trendLines('month', report.months),
    ...trendLines('quarter', report.quarters),
    ...(report.scorecard === null ? [] : scorecardLines(report)),
    '',
    `Policies ${Object.values(report.policies).join(', ')}. Ranked by the lower end of the interval.`,
  ]
}

const HEADINGS = [
  'place',
  'company',
  'reviews',
  'average',
  'reputation',
  'positive',
  '95 % interval',
  'answered',
  'median',
  'score',
]

function placeTable({ places, total }: FullReport): string[] {
  const rows = places
    .slice(0, SHOWN_PLACES)
    .map((place) => [
      nameOf(place),
      printable(place.companyName ?? place.company ?? ''),
      ...cellsOf(place.reputation),
    ])
  const all = places.length < 2 ? [] : [['all', '', ...cellsOf(total)]]
  return [
    ...table(
      HEADINGS,
      [...rows, ...all],
      HEADINGS.map((_, index) => (index < 2 ? 'left' : 'right')),
    ),
    ...(places.length > SHOWN_PLACES
      ? [`The first ${SHOWN_PLACES} of ${count(places.length)}; --json has all.`]
      : []),
  ]
}

const nameOf = ({ name, connection, placeId }: PlaceReport): string =>
  name === null ? printable(`${connection}/${placeId}`) : `${printable(name)} (${printable(connection)})`

function cellsOf({ n, average, reputation, sharePositive, answered, score }: Reputation): string[] {
  return [
    count(n),
    stars(average),
    stars(reputation),
    shareText(sharePositive?.share ?? null),
    sharePositive === null ? '' : `${shareText(sharePositive.low)} to ${shareText(sharePositive.high)}`,
    shareText(answered.share),
    answered.medianHours === null ? '' : `${answered.medianHours.toFixed(1)} h`,
    score.score === null ? '' : score.score.toFixed(1),
  ]
}

const stars = (value: number | null): string => (value === null ? '' : value.toFixed(2))

function trendLines(name: string, periods: readonly ReputationPeriod[]): string[] {
  if (periods.length === 0) return []
  const rows = periods.map(({ start, n, average, sharePositive, isComplete }) => [
    `${start.slice(0, 7)}${isComplete ? '' : ' *'}`,
    count(n),
    stars(average),
    shareText(sharePositive?.share ?? null),
  ])
  return [
    '',
    ...table([`${name} from`, 'reviews', 'average', 'positive'], rows, ['left', 'right', 'right', 'right']),
    ...(periods.some(({ isComplete }) => !isComplete) ? [`* the ${name} is not over.`] : []),
  ]
}

function scorecardLines({ scorecard, distribution, keywords, total }: FullReport): string[] {
  if (scorecard === null) return []
  const { last30, last90, last365 } = total.volume
  return [
    '',
    `Volume: ${count(last30)} in 30 days, ${count(last90)} in 90, ${count(last365)} in 365; the newest is ${total.daysSinceNewest?.toFixed(1) ?? ''} days old.`,
    ...partLines(total),
    ...(scorecard.sources.length < 2
      ? []
      : [
          '',
          ...table(
            ['source', ...HEADINGS.slice(2)],
            scorecard.sources.map(({ connection, reputation }) => [
              printable(connection),
              ...cellsOf(reputation),
            ]),
            ['left', ...HEADINGS.slice(2).map(() => 'right' as const)],
          ),
        ]),
    '',
    ...distributionLines(distribution),
    ...keywordLines(keywords ?? []),
    ...reviewLines('Best', scorecard.best),
    ...reviewLines('Worst', scorecard.worst),
  ]
}

function partLines({ score }: Reputation): string[] {
  if (score.score === null) return ['No score: under five ratings on a scale are no score.']
  const parts = Object.entries(score.parts).flatMap(([name, { value, weight }]) =>
    value === null ? [] : [`${name} ${value.toFixed(1)} × ${(100 * weight).toFixed(0)} %`],
  )
  return [`Score ${score.score.toFixed(1)}: ${parts.join(' + ')}.`]
}

function distributionLines({ stars: given, yes, no, unrated }: RatingDistribution): string[] {
  const counts = [
    ...given
      .map((number, index) => [`${index + 1} ${index === 0 ? 'star' : 'stars'}`, number] as const)
      .reverse(),
    ...(yes + no === 0
      ? []
      : ([
          ['recommended', yes],
          ['not recommended', no],
        ] as const)),
    ...(unrated === 0 ? [] : ([['without a rating', unrated]] as const)),
  ]
  return table(
    ['rating', 'reviews'],
    counts.map(([name, number]) => [name, count(number)]),
    ['left', 'right'],
  )
}

function keywordLines(keywords: readonly Keyword<ReviewText>[]): string[] {
  const side = (title: string, ofSide: readonly Keyword<ReviewText>[]): string[] =>
    ofSide
      .slice(0, SHOWN_KEYWORDS)
      .flatMap(({ term, language, low, high, examples }, index) => [
        ...(index === 0 ? ['', `${title} (reviews of the unhappy and the happy with each):`] : []),
        `  ${printable(term)} (${language}, ${low}:${high})${examples[0] === undefined ? '' : `: ${shortened(examples[0].text)}`}`,
      ])
  const lines = [
    ...side(
      'Words of the unhappy',
      keywords.filter(({ z }) => z > 0),
    ),
    ...side(
      'Words of the happy',
      keywords.filter(({ z }) => z < 0),
    ),
  ]
  return lines.length > 0
    ? lines
    : ['', 'No word tells the unhappy from the happy: that needs about a dozen reviews with it.']
}

function reviewLines(title: string, reviews: readonly ReviewText[]): string[] {
  if (reviews.length === 0) return []
  return [
    '',
    `${title}:`,
    ...reviews.map(
      ({ rating, createdAt, text }) => `  ${rating ?? ''}, ${createdAt.slice(0, 10)}: ${shortened(text)}`,
    ),
  ]
}

function shortened(text: string): string {
  const signs = [...printable(text)]
  return signs.length > SHOWN_SIGNS ? `${signs.slice(0, SHOWN_SIGNS).join('')}…` : signs.join('')
}
