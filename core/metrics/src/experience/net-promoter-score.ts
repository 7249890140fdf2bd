import { type CustomerRate, customerRate } from '../retention/customer-rate.ts'
import { type AnswerSample, answerSample, FEWEST_ANSWERS, type ScoreUnknown } from './answer-sample.ts'
import { type Answered, betterIsHigher, type SurveyScale } from './survey-answer.ts'

/** The definition of the net promoter score. */
export const NPS_POLICY = 'nps@1'

export type NpsGroup = 'promoter' | 'passive' | 'detractor'

/** Of those who answered. */
export interface NetPromoterScore extends AnswerSample {
  readonly policy: typeof NPS_POLICY
  /** Points from −100 to 100; null with its reason. */
  readonly score: number | null
  readonly unknown: ScoreUnknown | null
  /** Of one answer as 1, 0 or −1: p + d − (p − d)². */
  readonly variance: number | null
  /** Half of the 95 % interval, in points: 1.96·√(variance ÷ n)·100. 0 where all are of one group; the shares still have theirs. */
  readonly margin: number | null
  readonly promoters: CustomerRate | null
  readonly passives: CustomerRate | null
  readonly detractors: CustomerRate | null
}

const PROMOTER_FROM = 9
const DETRACTOR_UP_TO = 6
const NORMAL_975 = 1.96

/** Whether the scale is that of the NPS question, 0–10, in either direction. */
const isNpsScale = ({ min, max }: SurveyScale): boolean => min === 0 && max === 10

/** 9–10 promoter, 7–8 passive, 0–6 detractor; null on another scale than 0–10. */
export function npsGroup(score: number, scale: SurveyScale): NpsGroup | null {
  if (!isNpsScale(scale)) return null
  const likely = betterIsHigher(score, scale)
  return likely >= PROMOTER_FROM ? 'promoter' : likely <= DETRACTOR_UP_TO ? 'detractor' : 'passive'
}

/**
 * `nps@1`: 100·(share of 9–10 − share of 0–6) of answers on 0–10. On other scales the question is another one, and the
 * score unknown. One answer per person is the caller's part (`personWaves`).
 */
export function netPromoterScore(answers: readonly Answered[]): NetPromoterScore {
  const sample = answerSample(answers)
  const { n } = sample
  const unknown = sample.scales.some((scale) => !isNpsScale(scale))
    ? 'other-scale'
    : n < FEWEST_ANSWERS
      ? 'too-few-answers'
      : null
  if (unknown !== null) return { policy: NPS_POLICY, ...sample, unknown, ...NOTHING }
  const counts = { promoter: 0, passive: 0, detractor: 0 }
  for (const { score, scale } of answers) counts[npsGroup(score, scale) ?? 'passive'] += 1
  const difference = (counts.promoter - counts.detractor) / n
  const variance = (counts.promoter + counts.detractor) / n - difference ** 2
  return {
    policy: NPS_POLICY,
    ...sample,
    score: 100 * difference,
    unknown: null,
    variance,
    margin: 100 * NORMAL_975 * Math.sqrt(variance / n),
    promoters: customerRate(counts.promoter, n),
    passives: customerRate(counts.passive, n),
    detractors: customerRate(counts.detractor, n),
  }
}

const NOTHING = {
  score: null,
  variance: null,
  margin: null,
  promoters: null,
  passives: null,
  detractors: null,
} as const
