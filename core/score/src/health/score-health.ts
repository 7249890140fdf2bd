import {
  activityAgainstUsual,
  assessHealth,
  clvChange,
  formatLocalDay,
  HEALTH_POLICY,
  type HealthFacts,
  type LocalDay,
  localDay,
} from '@rapport/metrics'
import type { CustomerLevel } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type FamilyScore, saveFamilyScores } from '../family-scores.ts'
import { type CustomerFacts, customerFacts } from './customer-facts.ts'
import { purchaseGapStandings } from './purchase-gaps.ts'

/** What the health scores of a day depend on beside the store. */
export interface HealthScoring {
  readonly level: CustomerLevel
  readonly asOf: Date
  /** The local day of `asOf`. */
  readonly day: LocalDay
}

/**
 * Stores the health of every customer of whom enough is known, with its parts and the band that it stands in. Of one of whom too
 * little is known, only the reason is kept. Returns how many rows were written.
 */
export async function scoreHealth(db: Database, scoring: HealthScoring): Promise<number> {
  // What a score is made of moves a little every day; a row a day for everybody would be a large history of nothing. What is
  // said aloud must be true, though: the change in 30 days is another one later.
  const kept = { family: 'health', policy: HEALTH_POLICY, asOf: scoring.asOf, marks: 'standing' } as const
  return saveFamilyScores(db, kept, healthScores(db, scoring))
}

async function* healthScores(
  db: Database,
  { level, asOf, day }: HealthScoring,
): AsyncIterable<readonly FamilyScore[]> {
  // Read only where no model says who is a customer still.
  let gaps: ((days: number) => number | null) | null = null
  for await (const page of customerFacts(db, { level, asOf, today: formatLocalDay(day) })) {
    if (gaps === null && page.some(needsGap)) gaps = await purchaseGapStandings(db, asOf)
    yield page.flatMap((facts) => healthOf(facts, day, gaps) ?? [])
  }
}

const needsGap = ({ probabilityAlive, lastOrderOn }: CustomerFacts): boolean =>
  probabilityAlive === null && lastOrderOn !== null

function healthOf(
  facts: CustomerFacts,
  day: LocalDay,
  gaps: ((days: number) => number | null) | null,
): FamilyScore | null {
  const { customerId, previous, score30DaysAgo } = facts
  const health = assessHealth(linesOf(facts, day, gaps), day, { previous, score30DaysAgo })
  const known = health.parts.flatMap(({ lines }) => lines).filter(({ value }) => value !== null).length
  if (known === 0) return null
  const { why, ...explanation } = health
  return {
    customerId,
    n: known,
    values: health.score === null ? {} : { health_score: { value: health.score } },
    why,
    explanation: { ...explanation },
  }
}

function linesOf(
  facts: CustomerFacts,
  day: LocalDay,
  gaps: ((days: number) => number | null) | null,
): HealthFacts {
  const { probabilityAlive, lastOrderOn } = facts
  const gap = lastOrderOn === null ? null : day - localDay(lastOrderOn, 'UTC')
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  return {
    probability_alive: probabilityAlive ?? (gap === null ? null : (gaps?.(gap) ?? null)),
    clv_change: clvChange(facts.clv, facts.clvYearAgo),
    answered_in_time: share(facts.inTime, facts.withTarget),
    fcr: share(facts.fcrResolved, facts.fcrJudged),
    overdue_or_reopened: facts.overdueOrReopened,
    nps: facts.nps,
    csat: facts.csat,
    activity: activityAgainstUsual(facts.activeDays, facts.usualActiveDays),
  }
}
