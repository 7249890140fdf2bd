import {
  formatLocalDay,
  HEALTH_POLICY,
  type HealthBand,
  type LocalDay,
  RFM_SEGMENTS,
  type RfmSegment,
} from '@rapport/metrics'
import { loadState } from '@rapport/score'
import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import { evaluationDate } from '../../as-of.ts'
import type { Workspace } from '../../workspace.ts'
import { describeCustomers } from '../describe-customers.ts'
import { momentInForce } from '../scores-in-force.ts'
import { healthStandings } from './health-standings.ts'
import { changeOf, healthSentence, scoreMonthBefore } from './stored-health.ts'

/** What a report on health is asked for. */
export interface HealthReportRequest {
  /** Of whom the customers are listed, the most valuable first. */
  readonly band: HealthBand
  readonly limit: number
  readonly grouping: 'segment' | null
}

/** How many customers are how well. */
export interface HealthCounts {
  readonly customers: number
  readonly good: number
  readonly watch: number
  readonly risk: number
  /** Customers without a score: under half of the weight is known, or nothing is. */
  readonly unknown: { readonly tooLittleKnown: number; readonly nothingKnown: number }
  /** Of the known scores; null where there is none. */
  readonly median: number | null
}

/** The customers of a segment; null are those without orders. */
export interface HealthGroup extends HealthCounts {
  readonly group: RfmSegment | null
}

/** One customer with what its health rests on; null is unknown. */
export interface CustomerHealth {
  readonly customerId: number
  readonly name: string | null
  readonly records: readonly string[]
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly segment: RfmSegment | null
  readonly score: number
  readonly band: HealthBand
  /** The day on which the band was taken, `YYYY-MM-DD`. */
  readonly since: string
  /** Against 30 days before. */
  readonly change: number | null
  readonly why: string | null
}

/** How customers stand. Money in `currency`. */
export interface HealthReport {
  readonly asOf: string
  readonly policy: typeof HEALTH_POLICY
  readonly currency: string
  readonly total: HealthCounts
  readonly grouping: 'segment' | null
  readonly groups: readonly HealthGroup[]
  readonly band: HealthBand
  readonly customers: readonly CustomerHealth[]
}

/** The day of the health in force; null where there is none. */
export async function healthScoredAt(workspace: Workspace): Promise<string | null> {
  const { db } = workspace.store
  const { rows } = await sql<{ exist: boolean }>`
    select exists (
      select from score where ${ofFamily('health')} and as_of <= ${momentInForce(workspace)}
    ) as exist`.execute(db)
  const scored = (await loadState(db))?.asOf ?? null
  if (rows[0]?.exist !== true || scored === null) return null
  const [earlier = scored] = [scored, evaluationDate(workspace.config, Date.now())].sort()
  return earlier
}

/** Reports how customers stand, and lists those of a band; null before health was scored. */
export async function healthReport(
  workspace: Workspace,
  { band, limit, grouping }: HealthReportRequest,
): Promise<HealthReport | null> {
  const asOf = await healthScoredAt(workspace)
  if (asOf === null) return null
  const { db } = workspace.store
  const found = await standingsOf(db, momentInForce(workspace), { band, limit })
  const total = found.counts.find(({ ofAll }) => ofAll)
  const groups = grouping === null ? [] : found.counts.filter(({ ofAll }) => !ofAll)
  return {
    asOf,
    policy: HEALTH_POLICY,
    currency: workspace.config.currency,
    total: countsOf(total ?? nobody),
    grouping,
    groups: groups
      .map((row) => ({ group: segmentOf(row.group), ...countsOf(row) }))
      .sort((left, right) => placeOf(left.group) - placeOf(right.group)),
    band,
    customers: await describedCustomers(workspace, found.customers),
  }
}

const segmentOf = (name: string | null): RfmSegment | null =>
  RFM_SEGMENTS.find((known) => known === name) ?? null

const placeOf = (segment: RfmSegment | null): number =>
  segment === null ? RFM_SEGMENTS.length : RFM_SEGMENTS.indexOf(segment)

interface CountedRow extends Omit<HealthCounts, 'unknown'> {
  readonly group: string | null
  /** Not of a segment: of all customers. */
  readonly ofAll: boolean
  readonly tooLittleKnown: number
  readonly nothingKnown: number
}

const nobody: CountedRow = {
  group: null,
  ofAll: true,
  customers: 0,
  good: 0,
  watch: 0,
  risk: 0,
  tooLittleKnown: 0,
  nothingKnown: 0,
  median: null,
}

const countsOf = ({
  group: _,
  ofAll: _all,
  tooLittleKnown,
  nothingKnown,
  ...counts
}: CountedRow): HealthCounts => ({
  ...counts,
  unknown: { tooLittleKnown, nothingKnown },
})

type ListedRow = Omit<CustomerHealth, 'name' | 'records' | 'segment' | 'since' | 'change'> & {
  readonly segment: string | null
  readonly since: LocalDay
  readonly monthBefore: number | null
  readonly explanation: unknown
}

/** Counts and list in one statement, since looking up the scores of every customer is what takes long. */
async function standingsOf(
  db: Database,
  moment: Date,
  { band, limit }: Pick<HealthReportRequest, 'band' | 'limit'>,
): Promise<{ readonly counts: readonly CountedRow[]; readonly customers: readonly ListedRow[] }> {
  const byValue = sql`clv desc nulls last, score, "customerId"`
  const { rows } = await sql<{ counts: readonly CountedRow[]; customers: readonly ListedRow[] }>`
    with standing as materialized (${healthStandings(moment)}), counted as (
      select segment as "group", grouping(segment) = 1 as "ofAll", count(*) as customers,
        count(*) filter (where score is not null and band = 'good') as good,
        count(*) filter (where score is not null and band = 'watch') as watch,
        count(*) filter (where score is not null and band = 'risk') as risk,
        count(*) filter (where unknown = 'too-little-known') as "tooLittleKnown",
        count(*) filter (where unknown = 'nothing-known') as "nothingKnown",
        percentile_cont(0.5) within group (order by score) as median
      from standing group by grouping sets ((), (segment))
    ), listed as (
      select id as "customerId", clv, low, high, segment, score, band, since from standing where score is not null and band = ${band}
      order by ${byValue} limit ${limit}
    )
    select (select coalesce(jsonb_agg(to_jsonb(counted)), '[]') from counted) as counts,
      (
        select coalesce(jsonb_agg(to_jsonb(listed) || jsonb_build_object(
          'why', stored.why, 'explanation', stored.explanation,
          'monthBefore', ${scoreMonthBefore(sql`listed."customerId"`, moment)}
        ) order by ${byValue}), '[]')
        from listed cross join lateral (
          select why, explanation from score
          where score.customer_id = listed."customerId" and score.as_of <= ${moment} and ${ofFamily('health')}
          order by as_of desc limit 1
        ) as stored
      ) as customers
  `.execute(db)
  return rows[0] ?? { counts: [], customers: [] }
}

async function describedCustomers(
  workspace: Workspace,
  rows: readonly ListedRow[],
): Promise<readonly CustomerHealth[]> {
  const described = await describeCustomers(
    workspace,
    rows.map(({ customerId }) => customerId),
  )
  return rows.map(({ customerId, segment, since, monthBefore, explanation, ...health }) => {
    const change = changeOf(health.score, monthBefore)
    return {
      customerId,
      name: described.get(customerId)?.name ?? null,
      records: described.get(customerId)?.records ?? [],
      ...health,
      segment: segmentOf(segment),
      since: formatLocalDay(since),
      change,
      why: healthSentence(explanation, change) ?? health.why,
    }
  })
}
