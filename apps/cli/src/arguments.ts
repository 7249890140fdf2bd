import { parseSoughtRecord, type SoughtRecord } from '@rapport/model'
import { InvalidArgumentError } from 'commander'
import { isLoopback } from './setup/connect/consent/loopback-address.ts'

/** Reads a whole number from 1, such as the number of a plan. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.')
  return value
}

/** Reads a record written `connection/entity:id`, or `entity:id` where one connection alone has it. */
export function recordReference(text: string): SoughtRecord {
  try {
    return parseSoughtRecord(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads whole numbers from 1, one argument after the other. */
export function wholeNumbers(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), wholeNumber(text)]
}

/** What can be reverted or released. */
export type RevertSubject =
  | { readonly plan: number }
  | { readonly record: SoughtRecord }
  | { readonly connection: string }

/** Reads the number of a plan, a record, or the name of a connection. */
export function revertSubject(text: string): RevertSubject {
  if (/^\d+$/.test(text)) return { plan: wholeNumber(text) }
  return /[/:]/.test(text) ? { record: recordReference(text) } : { connection: text }
}

/** Gathers an option that may be given several times. */
export function gather(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}

/** Reads `name=value`, gathered into one group. */
export function gatherPair(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write it as name=value.')
  return { ...before, [name]: value }
}

/** Reads a day of the calendar, `YYYY-MM-DD`. */
export function calendarDay(text: string): string {
  const day = new Date(`${text}T00:00:00Z`)
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(day.getTime()) ||
    !day.toISOString().startsWith(text)
  ) {
    throw new InvalidArgumentError('Write a day of the calendar as YYYY-MM-DD.')
  }
  return text
}

/** Reads a length of time in days: `90d` or `90`. */
export function dayCount(text: string): number {
  const [, days] = /^(\d+)d?$/.exec(text) ?? []
  if (days === undefined) throw new InvalidArgumentError('Write a number of days, such as 90d.')
  return wholeNumber(days)
}

/** Reads where a browser is sent back to, as it was written: vendors compare it letter by letter. */
export function callbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isSafe = url?.protocol === 'https:' || (url !== null && isLoopback(url))
  // Elsewhere the code would travel in clear.
  if (!isSafe || text.includes('#')) {
    throw new InvalidArgumentError(
      'Write an address such as http://localhost:8717/callback; on another machine it begins with https.',
    )
  }
  return text
}

/** Reads the number of a port; 0 means any that is free. */
export function port(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= 65_535) return value
  throw new InvalidArgumentError('It must be a port from 0 to 65535.')
}
