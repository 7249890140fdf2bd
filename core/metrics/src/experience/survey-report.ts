import { compareTexts } from './answer-order.ts'
import { type CustomerEffortScore, customerEffortScore } from './customer-effort-score.ts'
import { type CustomerSatisfaction, customerSatisfaction } from './customer-satisfaction.ts'
import { type CustomerSatisfactionIndex, customerSatisfactionIndex } from './customer-satisfaction-index.ts'
import { type NetPromoterScore, netPromoterScore } from './net-promoter-score.ts'
import { DEFAULT_WAVE_DAYS, type PersonWave, personWaves } from './person-waves.ts'
import { type SurveyResponseRate, surveyResponseRate } from './response-rate.ts'
import {
  compareScales,
  SURVEY_KINDS,
  type SurveyAnswer,
  type SurveyKind,
  type SurveyScale,
  scaleKey,
  surveyProblem,
} from './survey-answer.ts'

/** The score of one kind of survey. */
export type SurveyFigures =
  | ({ readonly kind: 'nps' } & NetPromoterScore)
  | ({ readonly kind: 'csat' } & CustomerSatisfaction)
  | ({ readonly kind: 'ces' } & CustomerEffortScore)
  | ({ readonly kind: 'csi' } & CustomerSatisfactionIndex)

/** One scale: its score and its response rate. */
export interface ScaleReport {
  readonly scale: SurveyScale
  readonly responses: SurveyResponseRate
  readonly figures: SurveyFigures
}

/** Several scales of one kind together, which `figures.scales` names. */
export interface PooledReport {
  readonly responses: SurveyResponseRate
  readonly figures: SurveyFigures
}

/** What surveys say, one score for each scale. */
export interface SurveyReport {
  /** What is evaluated: ms since 1970. */
  readonly asOf: number
  readonly waveDays: number
  /** People with an answer that counts. */
  readonly people: number
  readonly scales: readonly ScaleReport[]
  /**
   * Beside the scales, never in place of them: kinds with scores that can be converted, and more than one scale. A person
   * who answered on two scales within one wave counts once here.
   */
  readonly pooled: readonly PooledReport[]
}

export interface SurveySettings {
  /** Ms since 1970; what comes later is not looked at. */
  readonly asOf: number
  /** See `personWaves`. */
  readonly waveDays?: number
}

/** An answer that cannot be counted. */
export interface SurveySetAside<Answer extends SurveyAnswer = SurveyAnswer> {
  readonly answer: Answer
  readonly reason: string
}

/** A mean of converted scores can be pooled. NPS has one scale, and the two of CES are different questions. */
const POOLED_KINDS: readonly SurveyKind[] = ['csat', 'csi']

function figuresOf(kind: SurveyKind, waves: readonly PersonWave[]): SurveyFigures {
  if (kind === 'csi') return { kind, ...customerSatisfactionIndex(waves) }
  const answers = waves.flatMap(({ answers: own }) => own.slice(-1))
  if (kind === 'nps') return { kind, ...netPromoterScore(answers) }
  if (kind === 'csat') return { kind, ...customerSatisfaction(answers) }
  return { kind, ...customerEffortScore(answers) }
}

/** Answers by person and wave: within each scale, and within each kind that can be pooled. */
interface Waves<Answer extends SurveyAnswer> {
  readonly byScale: readonly PersonWave<Answer>[]
  readonly byKind: readonly PersonWave<Answer>[]
}

function wavesOf<Answer extends SurveyAnswer>(
  answers: Iterable<Answer>,
  { asOf, waveDays = DEFAULT_WAVE_DAYS }: SurveySettings,
): Waves<Answer> {
  const counted = [...answers].filter((answer) => answer.at <= asOf && surveyProblem(answer) === null)
  const poolable = counted.filter(({ scale }) => POOLED_KINDS.includes(scale.kind))
  return {
    byScale: personWaves(counted, { waveDays }),
    byKind: personWaves(poolable, { waveDays, apart: 'kind' }),
  }
}

function reportOf(
  { byScale, byKind }: Waves<SurveyAnswer>,
  { asOf, waveDays = DEFAULT_WAVE_DAYS }: SurveySettings,
): SurveyReport {
  const scales = [...Map.groupBy(byScale, ({ latest }) => scaleKey(latest.scale)).values()]
    .flatMap((waves) => {
      const scale = waves[0]?.latest.scale
      return scale === undefined ? [] : [{ scale, waves }]
    })
    .sort((left, right) => compareScales(left.scale, right.scale))
    .map(({ scale, waves }) => ({
      scale,
      responses: surveyResponseRate(waves),
      figures: figuresOf(scale.kind, waves),
    }))
  const pooled = SURVEY_KINDS.flatMap((kind) => {
    if (scales.filter(({ scale }) => scale.kind === kind).length < 2) return []
    const waves = byKind.filter(({ latest }) => latest.scale.kind === kind)
    return waves.length === 0
      ? []
      : [{ responses: surveyResponseRate(waves), figures: figuresOf(kind, waves) }]
  })
  const answered = byScale.filter(({ answers }) => answers.length > 0)
  const people = new Set(answered.map(({ latest }) => latest.personId)).size
  return { asOf, waveDays, people, scales, pooled }
}

/**
 * Every score of some surveys: NPS, CSAT, CES and CSI, one for each scale and direction, with response rates; no score under
 * five answers. One answer per person and wave counts, the latest. The order of the answers, and duplicates, change nothing.
 * What cannot be counted is left out; `surveysSetAside` lists it.
 */
export const surveyReport = (answers: Iterable<SurveyAnswer>, settings: SurveySettings): SurveyReport =>
  reportOf(wavesOf(answers, settings), settings)

/**
 * The same for each group of a key, such as team, channel or month; null is "unknown". A person's wave is in one group, that
 * of the answer that counts, so that the groups add up to the whole.
 */
export function surveyReportBy<Answer extends SurveyAnswer>(
  answers: Iterable<Answer>,
  keyOf: (answer: Answer) => string | null,
  settings: SurveySettings,
): { readonly key: string | null; readonly report: SurveyReport }[] {
  const { byScale, byKind } = wavesOf(answers, settings)
  const scales = Map.groupBy(byScale, ({ latest }) => keyOf(latest))
  const kinds = Map.groupBy(byKind, ({ latest }) => keyOf(latest))
  return [...scales]
    .sort(
      ([left], [right]) =>
        Number(left === null) - Number(right === null) || compareTexts(left ?? '', right ?? ''),
    )
    .map(([key, own]) => ({
      key,
      report: reportOf({ byScale: own, byKind: kinds.get(key) ?? [] }, settings),
    }))
}

/** The answers that no report counts, each with its reason, in the order in which they came. */
export function surveysSetAside<Answer extends SurveyAnswer>(
  answers: Iterable<Answer>,
): SurveySetAside<Answer>[] {
  return [...answers].flatMap((answer) => {
    const reason = surveyProblem(answer)
    return reason === null ? [] : [{ answer, reason }]
  })
}
