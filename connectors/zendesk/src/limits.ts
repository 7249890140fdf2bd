import { type BudgetSpecification, type LimitReading, wholeNumber } from '@rapport/connector'

const minute = 60_000

/** The smallest plan allows 200 requests a minute; live headers say what the account really has. */
const smallestPlan = 200

/**
 * Zendesk counts by the minute: all requests of the account together, and among them its incremental exports, of which ten are
 * allowed (thirty with the High Volume add-on). A run that finds little new makes four exports (tickets, users, organizations, ticket
 * events): so many may go at once. Sources: the vendor's pages "Rate limits" and "Incremental Exports".
 */
export const budgets: readonly BudgetSpecification[] = [
  { name: 'general', requests: smallestPlan, perMs: minute },
  { name: 'exports', requests: 10, perMs: minute, capacity: 4 },
]

/**
 * What the headers of an answer say. `X-Rate-Limit` is the account's; a figure that no plan has so low is an export's own. Limits of
 * single endpoints come as `Zendesk-RateLimit-<endpoint>: total=10; remaining=9; resets=41`.
 */
export function readLimits(headers: Readonly<Record<string, string>>): readonly LimitReading[] {
  const readings: LimitReading[] = []
  const requests = wholeNumber(headers['x-rate-limit'] ?? headers['ratelimit-limit'])
  const remaining = wholeNumber(headers['x-rate-limit-remaining'] ?? headers['ratelimit-remaining'])
  if (requests !== null && requests > 0) {
    readings.push(reading(requests < smallestPlan ? 'exports' : 'general', requests, remaining))
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!/^zendesk-ratelimit-.*incremental/.test(name)) continue
    const total = wholeNumber(/\btotal=(\d+)/.exec(value)?.[1])
    const left = wholeNumber(/\bremaining=(\d+)/.exec(value)?.[1])
    if (total !== null && total > 0) readings.push(reading('exports', total, left))
  }
  return readings
}

function reading(budget: string, requests: number, remaining: number | null): LimitReading {
  return { budget, requests, perMs: minute, ...(remaining === null ? {} : { remaining }) }
}
