import { type Change, type ChangeWording, changeInWords } from '../../components/change-in-words.ts'
import { lengthOf } from '../../components/date-range.ts'
import type { NumberFacts } from '../../components/number-with-definition.tsx'
import { type Format, quantitiesOf } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import type { Figures, Scorecard } from './queries.ts'

/** The figures of a scorecard, in the order in which they are shown. */
export const metrics = [
  'reputation',
  'review_average',
  'share_positive',
  'answered_share',
  'reply_time',
  'reputation_score',
] as const
export type Metric = (typeof metrics)[number]

interface Definition {
  readonly of: (figures: Figures) => number | null
  /** Of how many reviews it is: not every review has stars, a rating or an answer. */
  readonly sample: (figures: Figures) => string
  readonly quantity: keyof ReturnType<typeof quantitiesOf>
  readonly kind: ChangeWording['kind']
  readonly policy: keyof Scorecard['policies']
  /** Why it is unknown. */
  readonly reason: string
  readonly better: 'higher' | 'lower' | null
  /** Which difference of the answer is its own; null: none tells whether a change is more than chance. */
  readonly change: keyof NonNullable<Scorecard['total']['change']> | null
}

const ofStars = ({ counts }: Figures): string => message('reputation.sample.stars', { n: counts.stars })
const stars = {
  sample: ofStars,
  quantity: 'stars',
  kind: 'number',
  better: 'higher',
  change: null,
  reason: message('reputation.noStars'),
} as const
const ofReviews = ({ n }: Figures): string => message('reputation.sample', { n })

const definitions: Readonly<Record<Metric, Definition>> = {
  reputation: { ...stars, of: ({ reputation }) => reputation, policy: 'reputation' },
  review_average: { ...stars, of: ({ average }) => average, policy: 'average' },
  share_positive: {
    of: ({ sharePositive }) => sharePositive?.share ?? null,
    sample: ({ counts }) => message('reputation.sample.rated', { n: counts.rated }),
    ...{
      quantity: 'share',
      kind: 'share',
      policy: 'sharePositive',
      better: 'higher',
      change: 'sharePositive',
    },
    reason: message('reputation.noReviews'),
  },
  answered_share: {
    ...{ of: ({ answered }) => answered.share, sample: ofReviews, quantity: 'share', kind: 'share' },
    ...{ policy: 'answered', better: 'higher', change: 'answered' },
    reason: message('reputation.noReviews'),
  },
  reply_time: {
    of: ({ answered }) => (answered.medianHours === null ? null : answered.medianHours * 3_600),
    sample: ({ counts }) => message('reputation.sample.answers', { n: counts.replyDelays }),
    ...{ quantity: 'time', kind: 'time', policy: 'answered', better: 'lower', change: 'replyHours' },
    reason: message('reputation.noReply'),
  },
  reputation_score: {
    ...{ of: ({ score }) => score.score, sample: ofReviews, quantity: 'number', kind: 'number' },
    ...{ policy: 'score', better: 'higher', change: null, reason: message('reputation.tooFew') },
  },
}

/** What is told of a figure. */
export function factsOf(
  format: Format,
  figures: Figures,
  metric: Metric,
  { asOf, policies }: Pick<Scorecard, 'asOf' | 'policies'>,
): NumberFacts {
  const { of, sample, quantity, policy, reason } = definitions[metric]
  const { write } = quantitiesOf(format)[quantity]
  const value = of(figures)
  const interval = metric === 'share_positive' ? figures.sharePositive : null
  return {
    ...{ metric, asOf, policy: policies[policy], level: 95, sample: sample(figures) },
    value: value === null ? null : write(value),
    interval: interval === null ? null : { low: write(interval.low), high: write(interval.high) },
    reason: value === null ? reason : null,
  }
}

/** How a figure changed, in words. */
export function changeOf(
  format: Format,
  { figures, before, change }: Pick<Scorecard['total'], 'figures' | 'before' | 'change'>,
  metric: Metric,
  comparedWith: Scorecard['comparedWith'],
): Change {
  const { of, quantity, kind, better, change: tested } = definitions[metric]
  const interval = tested === null ? null : (change?.[tested] ?? null)
  const compared = {
    ...{ value: of(figures), before: before === null || comparedWith === null ? null : of(before) },
    isClear: interval === null ? null : interval.low > 0 || interval.high < 0,
  }
  const period = comparedWith === null ? '' : periodText(comparedWith)
  return changeInWords(compared, { ...{ kind, better, period }, quantity: quantitiesOf(format)[quantity] })
}

const periodText = ({ from, to }: NonNullable<Scorecard['comparedWith']>): string =>
  from === null
    ? message('reputation.before.earlier')
    : message('reputation.before.days', { n: lengthOf({ from, to }) })
