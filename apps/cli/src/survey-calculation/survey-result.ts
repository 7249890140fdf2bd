import {
  type AnswerGroup,
  answerGroup,
  type BetterDirection,
  CES_POLICY,
  CSAT_POLICY,
  CSI_POLICY,
  NPS_POLICY,
  type SurveyKind,
  scoreOnTen,
} from '@rapport/metrics'
import type { SurveyCalculation } from './calculate-surveys.ts'

/** Everything of the calculation but the customers; plain data. */
export function surveyResult({ asOf, report, advocates, counts, setAside }: SurveyCalculation) {
  const { waveDays, people, scales, pooled } = report
  return {
    policies: { nps: NPS_POLICY, csat: CSAT_POLICY, ces: CES_POLICY, csi: CSI_POLICY },
    asOf,
    waveDays,
    n: { ...counts, people },
    scales,
    pooled,
    advocates: advocates.size,
    setAside,
  }
}

/** The latest answer of one customer on one scale; null is unknown. */
export interface SurveyRow {
  readonly customerId: string
  readonly kind: SurveyKind
  readonly scaleMin: number
  readonly scaleMax: number
  readonly direction: BetterDirection
  readonly question: string | null
  /** Raw. */
  readonly score: number
  readonly onTen: number
  readonly group: AnswerGroup | null
  readonly at: string
  readonly advocate: boolean
}

/** The columns of the CSV file, in order. */
export const SURVEY_COLUMNS = [
  ['customer_id', 'customerId'],
  ['kind', 'kind'],
  ['scale_min', 'scaleMin'],
  ['scale_max', 'scaleMax'],
  ['direction', 'direction'],
  ['question', 'question'],
  ['score', 'score'],
  ['on_ten', 'onTen'],
  ['group', 'group'],
  ['at', 'at'],
  ['advocate', 'advocate'],
] as const satisfies readonly (readonly [string, keyof SurveyRow])[]

/** The customers' latest answers, in order of their ids. */
export function* surveyRows({ latest, advocates }: SurveyCalculation): Generator<SurveyRow> {
  for (const { personId, scale, question, score, at } of latest) {
    yield {
      customerId: personId,
      kind: scale.kind,
      scaleMin: scale.min,
      scaleMax: scale.max,
      direction: scale.direction,
      question,
      score,
      // Digits behind these are those of the division, not of the answer.
      onTen: Number(scoreOnTen(score, scale).toFixed(4)),
      group: answerGroup(score, scale),
      at: new Date(at).toISOString(),
      advocate: advocates.has(personId),
    }
  }
}
