import { type SurveyScale, scoreOnTen } from '@rapport/metrics'
import type { CustomerLevel, ScoreValue } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type FamilyScore, saveFamilyScores } from '../family-scores.ts'
import { type LatestAnswer, latestCustomerAnswers } from './answers.ts'

/** Definition of what is kept of a customer's answers. */
export const experiencePolicy = 'experience@1'

/**
 * Stores the latest answers of each customer: NPS from 0 to 10, CSAT on 1–10, CES on 1–7 where it was asked on that scale. An
 * answer on another scale is in the explanation, and no value: scales are never mixed. Returns how many rows were written.
 */
export async function scoreExperience(
  db: Database,
  { level, asOf }: { readonly level: CustomerLevel; readonly asOf: Date },
): Promise<number> {
  const pages = experienceScores(db, level, asOf)
  return saveFamilyScores(db, { family: 'experience', policy: experiencePolicy, asOf }, pages)
}

const customersAtOnce = 1_000

async function* experienceScores(
  db: Database,
  level: CustomerLevel,
  asOf: Date,
): AsyncIterable<readonly FamilyScore[]> {
  let page: FamilyScore[] = []
  for await (const answers of latestCustomerAnswers(db, level, asOf)) {
    page.push(customerScore(answers))
    if (page.length < customersAtOnce) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

function customerScore(answers: readonly LatestAnswer[]): FamilyScore {
  const customerId = answers[0]?.customerId ?? Number.NaN
  const values: Record<string, ScoreValue> = {}
  for (const answer of answers) {
    const value = writtenValue(answer)
    if (value !== null && answer.kind !== 'csi') values[answer.kind] = { value }
  }
  return {
    customerId,
    n: answers.reduce((sum, { answers: count }) => sum + count, 0),
    values,
    why: null,
    explanation: Object.fromEntries(
      answers.map(({ kind, customerId: _, ...answer }) => [kind, { ...answer }]),
    ),
  }
}

/** Null where the answer is on another scale than the field. */
function writtenValue({ kind, score, scaleMin, scaleMax, higherIsBetter }: LatestAnswer): number | null {
  const scale: SurveyScale = {
    kind,
    min: scaleMin,
    max: scaleMax,
    direction: higherIsBetter ? 'higher' : 'lower',
  }
  const on = (min: number, max: number) => scaleMin === min && scaleMax === max && higherIsBetter
  if (kind === 'nps') return on(0, 10) ? score : null
  if (kind === 'ces') return on(1, 7) ? score : null
  return scaleMax > scaleMin ? Math.round(scoreOnTen(score, scale) * 10) / 10 : null
}
