import type { Instant } from '@rapport/model'

const times = new WeakMap<object, number>()

/** Notes the time of an answer. Salesforce's own clock is the one its modified times are taken from. */
export function noteServerTime(ctx: object, headers: Readonly<Record<string, string>>): void {
  const at = Date.parse(headers.date ?? '')
  if (!Number.isNaN(at)) times.set(ctx, at)
}

/** The time at Salesforce by the last answer; null before the first. */
export function serverTime(ctx: object): Instant | null {
  const at = times.get(ctx)
  return at === undefined ? null : new Date(at).toISOString()
}
