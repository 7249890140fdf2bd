import type { BudgetSpecification, LimitReading } from '@rapport/connector'

/**
 * HubSpot's limits, low until live headers say more: 100 requests per 10 s for the smallest plans, 190 or 250 for others.
 * Search has its own limit of 5 per second for the whole account, and its answers carry no headers.
 */
export const budgets: readonly BudgetSpecification[] = [
  { name: 'general', requests: 100, perMs: 10_000 },
  { name: 'search', requests: 5, perMs: 1_000, capacity: 1, reserve: 0 },
]

/** What the `X-HubSpot-RateLimit-*` headers of an answer say about the general budget. */
export function readLimits(headers: Readonly<Record<string, string>>): readonly LimitReading[] {
  const requests = wholeNumber(headers['x-hubspot-ratelimit-max'])
  if (requests === null || requests === 0) return []
  const perMs = wholeNumber(headers['x-hubspot-ratelimit-interval-milliseconds'])
  const remaining = wholeNumber(headers['x-hubspot-ratelimit-remaining'])
  return [
    {
      budget: 'general',
      requests,
      ...(perMs === null || perMs === 0 ? {} : { perMs }),
      ...(remaining === null ? {} : { remaining }),
    },
  ]
}

/** A header that must be a whole number; null where it is absent or something else. */
export function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null
}
