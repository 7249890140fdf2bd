import type { Instant } from '@rapport/model'

/** A value that is not what its property promises. The record is set aside with this as its reason. */
export class UnusableValue extends Error {
  override readonly name = 'UnusableValue'
  /** What an admin can do about it. */
  readonly remedy: string

  constructor(property: string, value: string, expected: string, remedy = 'Correct it in HubSpot.') {
    super(`${property} is "${value}", which is not ${expected}`)
    this.remedy = remedy
  }
}

/**
 * HubSpot writes times as ISO 8601 or as epoch milliseconds, sometimes both in one portal.
 * Null for an empty value; undefined where it is no time.
 */
export function toInstant(text: string | null | undefined): Instant | null | undefined {
  if (text === null || text === undefined || text.trim() === '') return null
  const trimmed = text.trim()
  const milliseconds = /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : parseIso(trimmed)
  return Number.isNaN(milliseconds) || Math.abs(milliseconds) > 8.64e15
    ? undefined
    : new Date(milliseconds).toISOString()
}

/** Epoch milliseconds of an ISO 8601 date or time; without a zone it is UTC, as HubSpot means it. */
function parseIso(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return Number.NaN
  const zoned = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  return Date.parse(zoned)
}

/** Parts of a list that HubSpot writes as `a;b`. */
export function splitList(text: string | null | undefined): string[] {
  return (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The later of two instants. */
export function later(one: Instant, other: Instant): Instant {
  return Date.parse(one) >= Date.parse(other) ? one : other
}

/** The instant so many milliseconds after another; never before 1970, where HubSpot's own times begin. */
export function shift(at: Instant, byMs: number): Instant {
  return new Date(Math.max(0, Date.parse(at) + byMs)).toISOString()
}
