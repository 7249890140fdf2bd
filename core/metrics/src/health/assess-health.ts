import type { LocalDay } from '../value/local-day.ts'
import { type HealthStanding, healthBand } from './health-band.ts'
import type { HealthFacts } from './health-facts.ts'
import { type HealthScore, type HealthSettings, healthScore, toOneDecimal } from './health-score.ts'
import { explainHealth, type HealthPulls, healthPulls } from './health-why.ts'

/** The health of a customer on a day; plain data, stored as it is. */
export interface Health extends HealthScore {
  /** Null where the score is unknown. */
  readonly standing: HealthStanding | null
  /** Score − score 30 days ago; null where either is unknown. */
  readonly change: number | null
  readonly pulls: HealthPulls
  /** At most 255 characters. */
  readonly why: string
}

/** What was before. */
export interface HealthHistory {
  /** The latest known standing; null where there is none. */
  readonly previous: HealthStanding | null
  /** Null where it is unknown. */
  readonly score30DaysAgo: number | null
}

/** The health score of a customer, its band after the one before, and why. Throws as `healthScore` and `healthBand` do. */
export function assessHealth(
  facts: HealthFacts,
  day: LocalDay,
  { previous, score30DaysAgo }: HealthHistory,
  settings: HealthSettings = {},
): Health {
  const health = healthScore(facts, settings)
  const standing = healthBand(health.score, day, previous)
  const change =
    health.score === null || score30DaysAgo === null ? null : toOneDecimal(health.score - score30DaysAgo)
  return {
    ...health,
    standing,
    change,
    pulls: healthPulls(health),
    why: explainHealth(health, { band: standing?.band ?? null, change }),
  }
}
