import {
  type BudgetSpecification,
  type ConnectorContext,
  ConnectorError,
  type LimitReading,
} from '@rapport/connector'
import type { SalesforceSettings } from './settings.ts'

const day = 86_400_000

/**
 * Salesforce counts calls over a rolling day, for all apps of the org together. 15,000 is the smallest allowance (Developer
 * Edition); answers say the real one. A quarter of that may go at once, because a day's share spread evenly would make a first
 * reading wait for days.
 */
export const budgets: readonly BudgetSpecification[] = [
  { name: 'daily', requests: 15_000, perMs: day, capacity: 3_750, reserve: 0.2 },
]

/** Calls spent and allowed in the last 24 hours, by the org's own count. */
export interface DailyCalls {
  readonly used: number
  readonly allowed: number
}

/**
 * Reads `Sforce-Limit-Info: api-usage=10018/100000`; null where it is absent or something else. Some orgs count the calls of
 * each app besides, as `per-app-api-usage=17/250(appName=…)`.
 */
export function dailyCallsOf(headers: Readonly<Record<string, string>>): DailyCalls | null {
  const match = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '')
  const [, used, allowed] = match ?? []
  if (used === undefined || allowed === undefined || Number(allowed) === 0) return null
  return { used: Number(used), allowed: Number(allowed) }
}

/** What an answer's `Sforce-Limit-Info` says about the daily budget. */
export function readLimits(headers: Readonly<Record<string, string>>): readonly LimitReading[] {
  const calls = dailyCallsOf(headers)
  if (calls === null) return []
  return [
    {
      budget: 'daily',
      requests: calls.allowed,
      perMs: day,
      remaining: Math.max(0, calls.allowed - calls.used),
    },
  ]
}

/** Salesforce does not say when calls come back: over a rolling day some do every hour. */
export const dailyWaitMs = 3_600_000

/** What is known of the org's daily calls, and how many of them this run has made. */
interface Spending {
  latest: DailyCalls | null
  calls: number
}

/** By run, and within one by org: all steps and connections of a run spend from the same. */
const spendings = new WeakMap<object, Map<string, Spending>>()

function spendingOf({ run, settings }: ConnectorContext<SalesforceSettings>): Spending {
  const ofRun = spendings.get(run) ?? new Map<string, Spending>()
  spendings.set(run, ofRun)
  const known = ofRun.get(settings.instanceUrl) ?? { latest: null, calls: 0 }
  ofRun.set(settings.instanceUrl, known)
  return known
}

/** Notes what an answer said about the org's daily calls. */
export function noteDailyCalls(
  ctx: ConnectorContext<SalesforceSettings>,
  headers: Readonly<Record<string, string>>,
): void {
  const calls = dailyCallsOf(headers)
  if (calls !== null) spendingOf(ctx).latest = calls
}

/** Calls that this run may still make; null as long as the org's allowance is unknown. */
export function callsLeft(ctx: ConnectorContext<SalesforceSettings>): number | null {
  const { latest, calls } = spendingOf(ctx)
  if (latest === null) return null
  const { dailyReserve, runShare } = ctx.settings
  const ofOrg = Math.floor(latest.allowed * (1 - dailyReserve)) - latest.used
  const ofRun = Math.floor(latest.allowed * runShare) - calls
  return Math.max(0, Math.min(ofOrg, ofRun))
}

/**
 * Counts a call that is about to be made. The token bucket knows only what Rapport spends; this looks at what all apps of the
 * org have spent.
 * @throws ConnectorError of kind `rate` where the call would reach into the reserve, or beyond a run's share.
 */
export function spendCall(ctx: ConnectorContext<SalesforceSettings>): void {
  const spending = spendingOf(ctx)
  const { latest } = spending
  if (latest !== null && callsLeft(ctx) === 0) {
    const { used, allowed } = latest
    const share = Math.floor(allowed * ctx.settings.runShare)
    const reason =
      spending.calls >= share
        ? `this run has made ${spending.calls} calls, the most that one run may (runShare ${ctx.settings.runShare})`
        : `the last ${Math.round(ctx.settings.dailyReserve * 100)} % are left to the org's other apps (dailyReserve)`
    throw new ConnectorError(
      'rate',
      `${ctx.connection}: the org has used ${used} of ${allowed} API calls in 24 hours, and ${reason}: run again in an hour; it goes on where it stopped`,
      { retryAfterMs: dailyWaitMs },
    )
  }
  countCall(ctx)
}

/** Counts a call that is made in any case: one that is tried again. */
export function countCall(ctx: ConnectorContext<SalesforceSettings>): void {
  spendingOf(ctx).calls += 1
}
