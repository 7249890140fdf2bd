import { type ShareInterval, wilsonInterval } from '@rapport/stats'
import { type CustomerRate, customerRate } from '../retention/customer-rate.ts'
import { type AreaUnderCurve, areaUnderCurve } from './area-under-curve.ts'
import type { HealthBand } from './health-band.ts'

/** A customer at a past moment T, and what came of it. */
export interface HealthOutcome {
  /** Of T, 1–10; null where it was unknown. */
  readonly score: number | null
  /** Whether the customer was lost within the window after T. */
  readonly churned: boolean
  /** Of one who was lost: the band 60 days before that; null where it was unknown, or nobody was lost. */
  readonly bandBefore: HealthBand | null
}

/** The tenth with the lowest scores. */
export interface WorstDecile {
  /** A tenth of the customers. */
  readonly of: number
  /** The share lost among them, with its Wilson interval. */
  readonly churn: ShareInterval
  /** That share ÷ the share lost of all. */
  readonly lift: number
}

/** How well past health scores foretold who would be lost. */
export interface HealthBackTest {
  /** Customers with a score. */
  readonly n: number
  readonly unknownScores: number
  /** Lost, of those with a score. */
  readonly churn: CustomerRate | null
  /** Of low scores foretelling loss; null under 5 lost or 5 kept. */
  readonly auc: AreaUnderCurve | null
  /** Null under 50 customers, and where nobody was lost. */
  readonly worstDecile: WorstDecile | null
  /** Lost customers whose band was good 60 days before: those that the score did not see. Null where no such band is known. */
  readonly greenBefore: CustomerRate | null
  /** Lost customers whose band 60 days before is not known. */
  readonly bandUnknown: number
}

const FEWEST = 5
const DECILES = 10

/**
 * The lost among the lowest-scored tenth. Customers with equal scores are taken in equal parts, so that the order of the
 * rows never matters.
 */
function lostInWorstDecile(rows: readonly { readonly score: number; readonly churned: boolean }[]): number {
  const wanted = rows.length / DECILES
  const byScore = [...Map.groupBy(rows, ({ score }) => score)].sort(([left], [right]) => left - right)
  let taken = 0
  let lost = 0
  for (const [, equal] of byScore) {
    if (taken >= wanted) break
    const part = Math.min(1, (wanted - taken) / equal.length)
    lost += part * equal.filter(({ churned }) => churned).length
    taken += equal.length
  }
  return lost
}

/** Back-test of health scores: whether those who were lost had low ones before. The order of the rows does not matter. */
export function healthBackTest(outcomes: Iterable<HealthOutcome>): HealthBackTest {
  const rows = [...outcomes]
  const scored = rows.flatMap(({ score, churned }) =>
    score === null || Number.isNaN(score) ? [] : [{ score, churned }],
  )
  const dangers = (which: boolean) =>
    Float64Array.from(
      scored.filter(({ churned }) => churned === which),
      ({ score }) => -score,
    )
  const [lost, kept] = [dangers(true), dangers(false)]
  const bands = rows.filter(({ churned }) => churned).map(({ bandBefore }) => bandBefore)
  const known = bands.filter((band) => band !== null)
  return {
    n: scored.length,
    unknownScores: rows.length - scored.length,
    churn: customerRate(lost.length, scored.length),
    auc: lost.length < FEWEST || kept.length < FEWEST ? null : areaUnderCurve(lost, kept),
    worstDecile: worstDecile(scored, lost.length),
    greenBefore: customerRate(known.filter((band) => band === 'good').length, known.length),
    bandUnknown: bands.length - known.length,
  }
}

function worstDecile(
  rows: readonly { readonly score: number; readonly churned: boolean }[],
  lost: number,
): WorstDecile | null {
  const of = rows.length / DECILES
  if (of < FEWEST || lost === 0) return null
  const churn = wilsonInterval(Math.min(of, lostInWorstDecile(rows)), of)
  return churn === null ? null : { of, churn, lift: churn.share / (lost / rows.length) }
}
