import type { z } from '@hono/zod-openapi'
import { NPS_POLICY, type ServiceChange } from '@rapport/metrics'
import {
  customerTotals,
  customerTotalsAt,
  earlierReviewDays,
  experienceReport,
  hasSurveys,
  modelInForce,
  momentInForce,
  type ReviewDays,
  reputationReport,
  reviewDays,
  scoresInForce,
  selectedDays,
  serviceMeasuredAt,
  serviceReport,
  valueReport,
  type Workspace,
} from '@rapport/run'
import { sql } from 'kysely'
import { ownCustomers } from '../access/own-rows.ts'
import type { Principal } from '../access/principal.ts'
import { daysOf } from '../service/service-query.ts'
import type { overviewNumbers } from './overview-answers.ts'

type Numbers = z.output<typeof overviewNumbers>
type Known = Numbers['futureValue']

const dayMs = 86_400_000
/** What numbers are compared with, as the service figures have it. */
const comparedDays = 90
/** People who answer twice within so many days count once, as `rapport report experience` has it by default. */
const waveDays = 30

const unknown: Known = {
  ...{ value: null, low: null, high: null, before: null, isClear: null, n: 0, policy: null, asOf: null },
}

/** The key numbers beside those of the period before. Of an agent, those of own rows alone. */
export async function readNumbers(
  workspace: Workspace,
  principal: Pick<Principal, 'agents'>,
): Promise<Numbers> {
  const to = reviewDays(workspace, {})
  const days = lastDays(workspace, to)
  const [customers, service, reviews, nps] = await Promise.all([
    customerNumbers(workspace, principal),
    serviceNumbers(workspace, principal),
    reviewNumbers(workspace, to),
    principal.agents === null ? netPromoterScore(workspace) : null,
  ])
  return { from: days.from ?? days.to, to: days.to, ...customers, ...service, ...reviews, nps }
}

/** The 90 days up to the evaluation. */
function lastDays(workspace: Workspace, { to, asOf }: ReviewDays): ReviewDays {
  const first = new Date(asOf.getTime() - (comparedDays - 1) * dayMs).toISOString().slice(0, 10)
  return reviewDays(workspace, { from: first, to })
}

async function customerNumbers(
  workspace: Workspace,
  principal: Pick<Principal, 'agents'>,
): Promise<Pick<Numbers, 'futureValue' | 'atRiskShare' | 'atRisk' | 'ofOwnRows'>> {
  const { db } = workspace.store
  const moment = momentInForce(workspace)
  const own = ownCustomers(principal, sql<number>`customer.id`)
  const [now, before] = await Promise.all([
    customerTotals(db, own),
    customerTotalsAt(db, new Date(moment.getTime() - comparedDays * dayMs), own),
  ])
  const asOf = moment.toISOString()
  const policy = (await modelInForce(workspace))?.fitted.policy ?? null
  const share = now.atRiskShare
  return {
    ...{ atRisk: now.atRisk, ofOwnRows: principal.agents !== null },
    futureValue: {
      ...{ ...unknown, value: now.futureValue, n: now.valued, policy, asOf },
      before: before?.futureValue ?? null,
    },
    atRiskShare: {
      ...{ value: share?.share ?? null, low: share?.low ?? null, high: share?.high ?? null, n: now.judged },
      before: before?.atRiskShare?.share ?? null,
      isClear: apart(share, before?.atRiskShare ?? null),
      ...{ policy: 'rfm@1', asOf },
    },
  }
}

interface Ends {
  readonly low: number
  readonly high: number
}

/** Whether two intervals have nothing in common. */
const apart = (one: Ends | null, other: Ends | null): boolean | null =>
  one === null || other === null ? null : one.low > other.high || other.low > one.high

async function serviceNumbers(
  workspace: Workspace,
  { agents }: Pick<Principal, 'agents'>,
): Promise<Pick<Numbers, 'firstResponse' | 'fcr'>> {
  const asOf = await serviceMeasuredAt(workspace.store.db)
  if (asOf === null) return { firstResponse: unknown, fcr: unknown }
  const days = daysOf(workspace, asOf, {})
  const report = await serviceReport(workspace, {
    slice: { dayOf: 'start', ...days, ...(agents === null ? {} : { agents }) },
    ...{ grouping: null, clock: 'calendar', compare: true },
  })
  const figures = report?.total.figures ?? null
  if (report === null || figures === null) return { firstResponse: unknown, fcr: unknown }
  const { median, fcr, counts } = figures
  const { change } = report.total
  return {
    firstResponse: {
      ...{ value: median?.value ?? null, low: median?.low ?? null, high: median?.high ?? null },
      ...{ n: counts.answered, policy: report.policies.service, asOf: report.asOf },
      ...changed(median?.value ?? null, change?.median ?? null),
    },
    fcr: {
      ...{ value: fcr?.share ?? null, low: fcr?.low ?? null, high: fcr?.high ?? null },
      ...{ n: counts.fcrJudged, policy: report.policies.fcr, asOf: report.asOf },
      ...changed(fcr?.share ?? null, change?.fcr ?? null),
    },
  }
}

/** The value before, from the difference, and whether that is more than chance. */
function changed(value: number | null, change: ServiceChange['fcr']): Pick<Known, 'before' | 'isClear'> {
  if (value === null || change === null) return { before: null, isClear: null }
  return { before: value - change.difference, isClear: change.low > 0 || change.high < 0 }
}

async function reviewNumbers(
  workspace: Workspace,
  days: ReviewDays,
): Promise<Pick<Numbers, 'reputation' | 'averageRating'>> {
  const [now, before] = await Promise.all(
    [days, earlierReviewDays(workspace, days)].map((one) =>
      reputationReport(workspace, { days: one, places: null }),
    ),
  )
  if (now === undefined || before === undefined) return { reputation: unknown, averageRating: unknown }
  const known = (of: 'reputation' | 'average'): Known => ({
    ...{ ...unknown, value: now.total[of], before: before.total[of], n: now.total.counts.stars },
    ...{ policy: now.policies[of], asOf: now.asOf },
  })
  return { reputation: known('reputation'), averageRating: known('average') }
}

async function netPromoterScore(workspace: Workspace): Promise<Known> {
  if (!(await hasSurveys(workspace.store.db))) return unknown
  const { to, from } = selectedDays(workspace, { kind: 'nps' })
  const first = await npsOf(workspace, { from, to })
  const earlier = new Date(Date.parse(`${from}T00:00:00Z`) - dayMs).toISOString().slice(0, 10)
  const before = await npsOf(workspace, { to: earlier })
  return { ...first, before: before.value, isClear: apart(endsOf(first), endsOf(before)) }
}

const endsOf = ({ low, high }: Known): Ends | null => (low === null || high === null ? null : { low, high })

async function npsOf(
  workspace: Workspace,
  days: { readonly from?: string; readonly to: string },
): Promise<Known> {
  const report = await experienceReport(workspace, {
    ...{ days: selectedDays(workspace, { ...days, kind: 'nps' }), grouping: null, waveDays },
  })
  const [found] = report.total.scales.flatMap(({ figures }) =>
    figures.policy === NPS_POLICY ? [figures] : [],
  )
  if (found === undefined || found.score === null) return unknown
  const { score, margin, n } = found
  return {
    ...{ ...unknown, value: score, n, policy: NPS_POLICY, asOf: report.asOf },
    low: margin === null ? null : Math.max(-100, score - margin),
    high: margin === null ? null : Math.min(100, score + margin),
  }
}

/** The 80 % interval of the value of all customers together: it takes a model and every purchase, so it is asked for by itself. */
export async function readValueInterval(workspace: Workspace, signal: AbortSignal): Promise<Ends | null> {
  const scores = await scoresInForce(workspace, signal)
  const report = scores === null ? null : await valueReport(workspace, scores, signal)
  const interval = report?.future.intervals?.[80] ?? null
  return interval === null ? null : { low: interval.low, high: interval.high }
}
