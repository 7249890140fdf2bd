import {
  CHURN_RISK_POLICY,
  formatLocalDay,
  HEALTH_POLICY,
  type HealthBackTest,
  type HealthOutcome,
  healthBackTest,
  localDay,
} from '@rapport/metrics'
import { endOfDay } from '@rapport/score'
import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../../workspace.ts'
import { momentInForce } from '../scores-in-force.ts'
import { healthScoredAt } from './health-report.ts'

/** How long before a loss a customer is looked at again: a score that only then turned was no warning. */
const daysBeforeLoss = 60

/** Whether past health foretold who was lost: what was stored on a day, and what came of the customers since. */
export interface HealthBackTestReport {
  readonly policies: { readonly health: typeof HEALTH_POLICY; readonly churn: typeof CHURN_RISK_POLICY }
  readonly asOf: string
  readonly windowDays: number
  /** The day whose scores are tested. */
  readonly tested: string
  /** The first day of which scores are stored. */
  readonly historySince: string
  /** The first day on which as long a window can be tested. */
  readonly possibleFrom: string
  /** Customers who were not lost yet on the day tested, and of whom it is known whether they are now. */
  readonly customers: number
  /** Null before `possibleFrom`. */
  readonly test: HealthBackTest | null
}

/**
 * Tests the health that was stored `windowDays` ago against who was lost since. A customer is lost when its stored standing
 * (`churn-risk@1`) became that of a lost one: by the probability of being alive, by the gaps between its purchases, or since
 * its contracts ended; a contract that runs is none that is lost. Nothing is computed anew, so that nothing known later gets
 * into a score. Null before health was scored.
 */
export async function healthBackTestReport(
  workspace: Workspace,
  { windowDays }: { readonly windowDays: number },
): Promise<HealthBackTestReport | null> {
  const { timezone } = workspace.config
  const { db } = workspace.store
  const asOf = await healthScoredAt(workspace)
  const first = await firstHealth(db, momentInForce(workspace))
  if (asOf === null || first === null) return null
  const since = localDay(first.toISOString(), timezone)
  const testedDay = localDay(asOf, timezone) - windowDays
  const tested = formatLocalDay(testedDay)
  const outcomes =
    since > testedDay
      ? null
      : await outcomesSince(db, {
          tested: new Date(endOfDay(tested, timezone)),
          asOf: new Date(endOfDay(asOf, timezone)),
        })
  return {
    policies: { health: HEALTH_POLICY, churn: CHURN_RISK_POLICY },
    asOf,
    windowDays,
    tested,
    historySince: formatLocalDay(since),
    possibleFrom: formatLocalDay(since + windowDays),
    customers: outcomes?.length ?? 0,
    test: outcomes === null ? null : healthBackTest(outcomes),
  }
}

async function firstHealth(db: Database, moment: Date): Promise<Date | null> {
  const { rows } = await sql<{ first: Date | null }>`
    select min(as_of) as first from score where ${ofFamily('health')} and as_of <= ${moment}
  `.execute(db)
  return rows[0]?.first ?? null
}

/** Whether a stored score of the value is that of a lost customer; null where its standing is unknown. */
const isLost = (table: 'score' | 'kept') => sql<boolean | null>`(
  ${sql.ref(`${table}.values`)}->'churn_risk'->>'value' = 'high'
  and ${sql.ref(`${table}.explanation`)}->'contract'->>'status' is distinct from 'current'
)`

/**
 * What came of every customer who was not lost on the day tested. When one was lost is the first day from which on every stored
 * score says so.
 */
async function outcomesSince(
  db: Database,
  { tested, asOf }: { readonly tested: Date; readonly asOf: Date },
): Promise<readonly HealthOutcome[]> {
  const standing = (moment: Date) => sql`
    select n, ${isLost('score')} as lost from score
    where score.customer_id = customer.id and as_of <= ${moment} and ${ofFamily('value')}
    order by as_of desc limit 1`
  const { rows } = await sql<HealthOutcome>`
    select health.score, after.lost as churned, former.band as "bandBefore"
    from customer
    cross join lateral (${standing(tested)}) as before
    cross join lateral (${standing(asOf)}) as after
    left join lateral (
      select (score.values->'health_score'->>'value')::float8 as score from score
      where score.customer_id = customer.id and as_of <= ${tested} and ${ofFamily('health')}
      order by as_of desc limit 1
    ) as health on true
    left join lateral (
      select min(score.as_of) as at from score
      where after.lost and score.customer_id = customer.id and score.as_of <= ${asOf} and ${ofFamily('value')}
        and score.as_of > (
          select max(kept.as_of) from score as kept
          where kept.customer_id = customer.id and kept.as_of <= ${asOf} and ${ofFamily('value', 'kept')}
            and ${isLost('kept')} is not true
        )
    ) as loss on true
    left join lateral (
      select score.explanation->'standing'->>'band' as band from score
      where loss.at is not null and score.customer_id = customer.id and ${ofFamily('health')}
        and score.as_of <= loss.at - make_interval(days => ${sql.lit(daysBeforeLoss)})
      order by as_of desc limit 1
    ) as former on true
    where before.n > 0 and before.lost = false and after.n > 0 and after.lost is not null
  `.execute(db)
  return rows
}
