import {
  type DifferenceInterval,
  medianDifference,
  medianSpreadRanks,
  quantileIntervalRanks,
  type ShareInterval,
  shareDifference,
  wilsonInterval,
} from '@rapport/stats'

/** What is counted in a group of tickets; all else follows from it and from the sorted first responses. */
export interface ServiceCounts {
  /** Tickets in the group, without spam, trash, tests, deleted and merged ones. */
  readonly n: number
  /** Tickets with a first response. */
  readonly answered: number
  /** Answered within the target. */
  readonly met: number
  /** Answered after the target, or unanswered past it. */
  readonly missed: number
  /** Of `missed`, those without a reply: they still wait, or were closed when the target had passed. */
  readonly overdue: number
  /** Unanswered and inside the target. */
  readonly pending: number
  /** Resolved without a reply inside the target. */
  readonly closedWithoutReply: number
  /** Tickets that were resolved at least once, open again now or not. */
  readonly resolved: number
  /** Of these, those that a customer reopened. */
  readonly reopened: number
  /** Sum of the first responses, seconds. */
  readonly totalSeconds: number
  readonly fcrJudged: number
  readonly fcrResolved: number
  readonly fcrMaturing: number
  /** The same without topics that cannot be resolved at the first contact. */
  readonly netJudged: number
  readonly netResolved: number
  /** Of the judged ones, those that another ticket of the customer followed, whatever else their verdict rests on. */
  readonly repeatContacts: number
  /** Answers to "was your request resolved?". */
  readonly surveyAnswers: number
  readonly surveyResolved: number
  /** Satisfaction of tickets resolved at the first contact, on a scale from 1 to 10: answers and their sum. */
  readonly satisfactionAnswers: number
  readonly satisfactionSum: number
}

/** A quantile in seconds with its distribution-free 95 % interval. */
export interface QuantileFigure {
  readonly value: number
  /** Null: the sample is too small for an interval. */
  readonly low: number | null
  readonly high: number | null
}

/** The figures of a group of tickets. */
export interface ServiceFigures {
  readonly counts: ServiceCounts
  /** Over answered tickets. Null: none was answered. Seconds. */
  readonly median: QuantileFigure | null
  readonly p75: QuantileFigure | null
  readonly p90: QuantileFigure | null
  readonly p95: QuantileFigure | null
  /** A second column at most: a few slow answers move it. Seconds. */
  readonly mean: number | null
  /** Answered in time ÷ (answered + unanswered past the target). */
  readonly withinTarget: ShareInterval | null
  readonly fcr: ShareInterval | null
  readonly fcrNet: ShareInterval | null
  readonly fcrSurvey: ShareInterval | null
  readonly reopeningRate: ShareInterval | null
  readonly repeatContactRate: ShareInterval | null
  /** Mean satisfaction of tickets resolved at the first contact, 1–10. */
  readonly satisfactionOfFcr: number | null
  /** What the variance of the median is told from. */
  readonly medianSpread: Spread | null
}

const QUANTILES = [0.5, 0.75, 0.9, 0.95] as const

/** Where one of `QUANTILES` and its interval lie among the sorted values; null: the sample is too small for an interval. */
type IntervalRanks = ReturnType<typeof quantileIntervalRanks>

/** By sample size: by customer there are very many groups, and nearly all are small. */
const ranksOfSmallSamples = new Map<number, readonly IntervalRanks[]>()
const smallSample = 256

function intervalRanks(answered: number): readonly IntervalRanks[] {
  const known = ranksOfSmallSamples.get(answered)
  if (known !== undefined) return known
  const ranks = QUANTILES.map((share) => quantileIntervalRanks(answered, share))
  if (answered < smallSample) ranksOfSmallSamples.set(answered, ranks)
  return ranks
}

/**
 * The positions in the sorted first responses, as shares of 0–1 by linear interpolation (`percentile_cont`), at which
 * `serviceFigures` needs their values: the four quantiles, the ends of their intervals, and the spread of the median.
 */
export function wantedPositions(answered: number): readonly number[] {
  if (answered === 0) return []
  const ranks = intervalRanks(answered).flatMap((interval) =>
    interval === null ? [1, 1] : [interval.low, interval.high],
  )
  const spread = medianSpreadRanks(answered) ?? { low: 1, high: 1 }
  const ofRank = (rank: number) => (answered === 1 ? 0 : (rank - 1) / (answered - 1))
  return [...QUANTILES, ...ranks.map(ofRank), ofRank(spread.low), ofRank(spread.high)]
}

/** The four quantiles of durations, with their intervals; all null without any. */
export interface QuantileFigures {
  readonly median: QuantileFigure | null
  readonly p75: QuantileFigure | null
  readonly p90: QuantileFigure | null
  readonly p95: QuantileFigure | null
}

/** Replies to what customers asked after the first response. */
export interface NextReplyFigures extends QuantileFigures {
  readonly answered: number
  /** Seconds. */
  readonly mean: number | null
  /** What the variance of the median is told from; null: there are too few. */
  readonly medianSpread: Spread | null
}

/** Two values, seconds, from which the variance of a median is told. */
interface Spread {
  readonly low: number
  readonly high: number
}

/** Interpolation leaves a trace of rounding on the value of a rank. */
const cleared = (value: number | undefined): number => Math.round((value ?? Number.NaN) * 1e6) / 1e6

function quantileFigures(answered: number, values: readonly number[]): QuantileFigures {
  if (answered === 0) return { median: null, p75: null, p90: null, p95: null }
  const ranks = intervalRanks(answered)
  const figure = (index: number): QuantileFigure => {
    const known = (ranks[index] ?? null) !== null
    const low = QUANTILES.length + 2 * index
    return {
      value: cleared(values[index]),
      low: known ? cleared(values[low]) : null,
      high: known ? cleared(values[low + 1]) : null,
    }
  }
  return { median: figure(0), p75: figure(1), p90: figure(2), p95: figure(3) }
}

/** The figures of next replies from their number, their sum in seconds, and the values at `wantedPositions(answered)`. */
export function nextReplyFigures(
  { answered, totalSeconds }: { readonly answered: number; readonly totalSeconds: number },
  values: readonly number[],
): NextReplyFigures {
  const mean = answered === 0 ? null : totalSeconds / answered
  return { answered, ...quantileFigures(answered, values), mean, medianSpread: spreadAt(answered, values) }
}

/** The values behind those of the quantiles. */
function spreadAt(answered: number, values: readonly number[]): Spread | null {
  const at = 3 * QUANTILES.length
  return medianSpreadRanks(answered) === null
    ? null
    : { low: cleared(values[at]), high: cleared(values[at + 1]) }
}

/** The figures of a group from its counts and the values at `wantedPositions(counts.answered)`. */
export function serviceFigures(counts: ServiceCounts, values: readonly number[]): ServiceFigures {
  const { answered } = counts
  return {
    counts,
    ...quantileFigures(answered, values),
    mean: answered === 0 ? null : counts.totalSeconds / answered,
    withinTarget: wilsonInterval(counts.met, counts.met + counts.missed),
    fcr: wilsonInterval(counts.fcrResolved, counts.fcrJudged),
    fcrNet: wilsonInterval(counts.netResolved, counts.netJudged),
    fcrSurvey: wilsonInterval(counts.surveyResolved, counts.surveyAnswers),
    reopeningRate: wilsonInterval(counts.reopened, counts.resolved),
    repeatContactRate: wilsonInterval(counts.repeatContacts, counts.fcrJudged),
    satisfactionOfFcr:
      counts.satisfactionAnswers === 0 ? null : counts.satisfactionSum / counts.satisfactionAnswers,
    medianSpread: spreadAt(answered, values),
  }
}

/** What changed from one period to another: later less earlier, each with its 95 % interval. Null: not known. */
export interface ServiceChange {
  /** Seconds. */
  readonly median: DifferenceInterval | null
  readonly withinTarget: DifferenceInterval | null
  readonly fcr: DifferenceInterval | null
  readonly reopeningRate: DifferenceInterval | null
}

/** The change of a group between two periods. Of other quantiles than the median no verdict is given. */
export function serviceChange(later: ServiceFigures, earlier: ServiceFigures): ServiceChange {
  const inTime = ({ counts }: ServiceFigures) => ({
    successes: counts.met,
    trials: counts.met + counts.missed,
  })
  const atFirst = ({ counts }: ServiceFigures) => ({
    successes: counts.fcrResolved,
    trials: counts.fcrJudged,
  })
  const reopened = ({ counts }: ServiceFigures) => ({ successes: counts.reopened, trials: counts.resolved })
  const timed = ({ counts, ...figures }: ServiceFigures) => ({ ...figures, answered: counts.answered })
  return {
    median: medianChange(timed(later), timed(earlier)),
    withinTarget: shareDifference(inTime(later), inTime(earlier)),
    fcr: shareDifference(atFirst(later), atFirst(earlier)),
    reopeningRate: shareDifference(reopened(later), reopened(earlier)),
  }
}

type Timed = Pick<NextReplyFigures, 'answered' | 'median' | 'medianSpread'>

/** The change of a median, later less earlier, with its 95 % interval; null where either is of fewer than five. */
export function medianChange(later: Timed, earlier: Timed): DifferenceInterval | null {
  const spreadOf = ({ answered: n, median, medianSpread }: Timed) =>
    median === null || medianSpread === null ? null : { median: median.value, n, ...medianSpread }
  const [now, before] = [spreadOf(later), spreadOf(earlier)]
  return now === null || before === null ? null : medianDifference(now, before)
}

/** Whether a change is more than chance: its interval does not hold 0. */
export function isClearChange({ low, high }: DifferenceInterval): boolean {
  return low > 0 || high < 0
}
