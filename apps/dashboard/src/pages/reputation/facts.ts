import type { Change } from '../../components/change-in-words.ts'
import { lengthOf } from '../../components/date-range.ts'
import type { NumberFacts } from '../../components/number-with-definition.tsx'
import type { Format } from '../../messages/format.ts'
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
  readonly write: (format: Format, value: number) => string
  readonly policy: keyof Scorecard['policies']
  /** Why it is unknown. */
  readonly reason: string
  /** Null: its change may be chance, and nothing here tells. */
  readonly better: 'higher' | 'lower' | null
}

const stars = (format: Format, value: number): string => format.number(value, 2)
const share = (format: Format, value: number): string => format.percent(value, 1)

const definitions: Readonly<Record<Metric, Definition>> = {
  reputation: {
    ...{ of: ({ reputation }) => reputation, write: stars, policy: 'reputation', better: null },
    reason: message('reputation.noStars'),
  },
  review_average: {
    ...{ of: ({ average }) => average, write: stars, policy: 'average', better: null },
    reason: message('reputation.noStars'),
  },
  share_positive: {
    ...{ of: ({ sharePositive }) => sharePositive?.share ?? null, write: share, policy: 'sharePositive' },
    ...{ better: 'higher', reason: message('reputation.noReviews') },
  },
  answered_share: {
    ...{ of: ({ answered }) => answered.share, write: share, policy: 'answered', better: 'higher' },
    reason: message('reputation.noReviews'),
  },
  reply_time: {
    of: ({ answered }) => (answered.medianHours === null ? null : answered.medianHours * 3_600),
    write: (format, seconds) => format.duration(seconds),
    ...{ policy: 'answered', better: 'lower', reason: message('reputation.noReply') },
  },
  reputation_score: {
    ...{ of: ({ score }) => score.score, write: (format, value) => format.number(value), policy: 'score' },
    ...{ better: null, reason: message('reputation.tooFew') },
  },
}

/** What is told of a figure. */
export function factsOf(
  format: Format,
  figures: Figures,
  metric: Metric,
  { asOf, policies }: Pick<Scorecard, 'asOf' | 'policies'>,
): NumberFacts {
  const { of, write, policy, reason } = definitions[metric]
  const value = of(figures)
  const interval = metric === 'share_positive' ? figures.sharePositive : null
  return {
    ...{ metric, asOf, policy: policies[policy] },
    value: value === null ? null : write(format, value),
    interval:
      interval === null ? null : { low: share(format, interval.low), high: share(format, interval.high) },
    sample: message('reputation.sample', { n: figures.n }),
    reason: value === null ? reason : null,
  }
}

/** How a figure changed, in words. */
export function changeOf(
  format: Format,
  { figures, before }: { readonly figures: Figures; readonly before: Figures | null },
  metric: Metric,
  comparedWith: Scorecard['comparedWith'],
): Change {
  const { of, write, better } = definitions[metric]
  const [now, then] = [of(figures), before === null ? null : of(before)]
  if (now === null || then === null || comparedWith === null)
    return { text: message('compare.unknown'), verdict: null }
  const period = periodText(comparedWith)
  const previous = write(format, then)
  if (write(format, now) === previous)
    return { text: message('reputation.change.same', { period }), verdict: null }
  if (metric === 'share_positive' && overlap(figures.sharePositive, before?.sharePositive ?? null))
    return { text: message('reputation.change.unclear', { period, previous }), verdict: null }
  const rose = now > then
  const change = difference(format, Math.abs(now - then), metric)
  const key = metric === 'reply_time' ? (rose ? 'longer' : 'shorter') : rose ? 'higher' : 'lower'
  const verdict = better === null ? null : (better === 'higher') === rose ? 'better' : 'worse'
  return { text: message(`reputation.change.${key}`, { change, period, previous }), verdict }
}

/** Of shares in points: a per cent of a per cent is misread. */
function difference(format: Format, value: number, metric: Metric): string {
  if (metric !== 'share_positive' && metric !== 'answered_share')
    return definitions[metric].write(format, value)
  return message('reputation.points', { n: Math.round(value * 1_000) / 10 })
}

const periodText = ({ from, to }: NonNullable<Scorecard['comparedWith']>): string =>
  from === null
    ? message('reputation.before.earlier')
    : message('reputation.before.days', { n: lengthOf({ from, to }) })

type Interval = Figures['sharePositive']

/** Two shares whose intervals overlap may be the same. */
const overlap = (one: Interval, other: Interval): boolean =>
  one === null || other === null || (one.low <= other.high && other.low <= one.high)
