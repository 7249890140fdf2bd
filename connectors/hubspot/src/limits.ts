import { type BudgetSpecification, type LimitReading, wholeNumber } from '@rapport/connector'

/**
 * HubSpot's limits, low until live headers say more: 100 requests per 10 s for the smallest plans, 190 or 250 for others.
 * Search has its own limit of 5 per second for the whole account, and its answers carry no headers. The limit of a day is told and not
 * spent from: no call names it, so that it never makes one wait; beyond it HubSpot answers 429.
 */
export const budgets: readonly BudgetSpecification[] = [
  { name: 'general', requests: 100, perMs: 10_000 },
  { name: 'search', requests: 5, perMs: 1_000, capacity: 1, reserve: 0 },
  { name: 'daily', requests: 250_000, perMs: 86_400_000 },
]

/** What the `X-HubSpot-RateLimit-*` headers of an answer say about the budgets. */
export function readLimits(headers: Readonly<Record<string, string>>): readonly LimitReading[] {
  const read = (key: string): number | null => wholeNumber(headers[`x-hubspot-ratelimit-${key}`])
  const perMs = read('interval-milliseconds')
  return [
    ...reading('general', read('max'), read('remaining')).map((told) =>
      perMs === null || perMs === 0 ? told : { ...told, perMs },
    ),
    ...reading('daily', read('daily'), read('daily-remaining')),
  ]
}

function reading(budget: string, requests: number | null, remaining: number | null): LimitReading[] {
  if (requests === null || requests === 0) return []
  return [{ budget, requests, ...(remaining === null ? {} : { remaining }) }]
}
