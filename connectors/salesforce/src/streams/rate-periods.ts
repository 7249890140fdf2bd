import { createHash } from 'node:crypto'
import type { Instant } from '@rapport/model'
import type { Row } from '../query.ts'
import { shift } from '../values.ts'
import { overlapMs } from './overlap.ts'
import type { RateState } from './source-state.ts'

/** A dated exchange rate. */
export interface Rate {
  readonly currency: string
  /** The first day on which it holds, until the next one of its currency. */
  readonly from: string
  readonly value: string
  /** When it was last changed. */
  readonly at: Instant
}

/** Days whose rate may be another one than before. */
export interface Period {
  /** Null: all currencies. */
  readonly currency: string | null
  /** The first of these days; null: from the beginning. */
  readonly from: string | null
  /** The day after the last one; null: without an end. */
  readonly before: string | null
}

/** The name of the part that says what all amounts are converted to. No currency is called that. */
const corporatePart = 'corporate'

/** Digests of all rates: of the dated ones by currency and year, of the fixed ones by currency. */
export function partsOf(rates: readonly Rate[], fixed: readonly Row[]): Record<string, string> {
  const parts: Record<string, string> = {}
  for (const [name, group] of groups(rates)) parts[name] = partOf(group)
  for (const { IsoCode, ConversionRate } of fixed) parts[String(IsoCode)] = digest([String(ConversionRate)])
  const corporate = fixed.filter((row) => row.IsCorporate === true)
  parts[corporatePart] = digest(corporate.map((row) => [row.IsoCode, row.DecimalPlaces]))
  return parts
}

/** Which kinds of rates there are among the parts. */
export function kindsOf(parts: RateState['parts']): {
  readonly hasFixed: boolean
  readonly hasDated: boolean
} {
  const names = Object.keys(parts).filter((name) => name !== corporatePart)
  return {
    hasFixed: names.some((name) => !name.includes(' ')),
    hasDated: names.some((name) => name.includes(' ')),
  }
}

/**
 * The days whose rate may have changed since the parts were other ones. Exact where rates came or changed their values; where one
 * went or moved to another day, from the beginning of its year on. Periods of a currency neither overlap nor touch.
 */
export function changedPeriods(
  before: RateState,
  rates: readonly Rate[],
  parts: Readonly<Record<string, string>>,
): readonly Period[] {
  if (before.parts[corporatePart] !== parts[corporatePart]) {
    return [{ currency: null, from: null, before: null }]
  }
  const names = [...new Set([...Object.keys(before.parts), ...Object.keys(parts)])]
  const changed = names.filter((name) => before.parts[name] !== parts[name]).toSorted()
  const byPart = groups(rates)
  const periods: Period[] = []
  for (const currency of new Set(changed.map(currencyOf))) {
    const hadDated = Object.keys(before.parts).some((name) => isDatedOf(name, currency))
    const hasDated = Object.keys(parts).some((name) => isDatedOf(name, currency))
    const own = changed.filter((name) => isDatedOf(name, currency))
    // The fixed rate counts only where there is none with a date.
    if (hadDated !== hasDated || (!hasDated && own.length === 0)) {
      periods.push({ currency, from: null, before: null })
      continue
    }
    const starts = rates.flatMap((rate) => (rate.currency === currency ? [rate.from] : [])).toSorted()
    const found = own.flatMap((name) => periodsOfPart(name, before, byPart.get(name) ?? [], starts))
    periods.push(...joined(found).map((period) => ({ currency, ...period })))
  }
  return periods
}

type Days = Omit<Period, 'currency'> & { readonly from: string }

/** @param starts the days on which rates of the currency begin now, in order. */
function periodsOfPart(
  name: string,
  before: RateState,
  rates: readonly Rate[],
  starts: readonly string[],
): readonly Days[] {
  const old = before.parts[name]
  const fresh = rates.filter(({ at }) => before.newest === null || at > before.newest)
  const kept = rates.filter((rate) => !fresh.includes(rate))
  const holds = ({ from }: Rate): Days => ({ from, before: starts.find((start) => start > from) ?? null })
  if (kept.length > 0 ? partOf(kept) === old : old === undefined) return fresh.map(holds)
  if (old?.split(' ')[0] === daysOf(rates)) {
    // Only values have changed, of these at most: a change may have come late, or within the second of the newest.
    const since = before.newest === null ? null : shift(before.newest, -overlapMs)
    return rates.filter(({ at }) => since === null || at >= since).map(holds)
  }
  const year = name.slice(-4)
  return [{ from: `${year}-01-01`, before: starts.find((start) => start.slice(0, 4) > year) ?? null }]
}

/** The periods of one currency without overlaps. */
function joined(periods: readonly Days[]): readonly Days[] {
  const result: Days[] = []
  for (const period of periods.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const last = result.at(-1)
    if (last === undefined || (last.before !== null && last.before < period.from)) {
      result.push(period)
      continue
    }
    const ends = [last.before, period.before].filter((end) => end !== null).toSorted()
    const end = ends.length < 2 ? null : (ends[1] ?? null)
    result[result.length - 1] = { from: last.from, before: end }
  }
  return result
}

function groups(rates: readonly Rate[]): ReadonlyMap<string, readonly Rate[]> {
  const found = new Map<string, Rate[]>()
  for (const rate of rates) {
    const name = `${rate.currency} ${rate.from.slice(0, 4)}`
    const group = found.get(name) ?? []
    group.push(rate)
    found.set(name, group)
  }
  return found
}

function currencyOf(part: string): string {
  return part.split(' ')[0] ?? part
}

function isDatedOf(part: string, currency: string): boolean {
  return part.startsWith(`${currency} `)
}

/** The days of rates apart from their values: most changes are of one of them. */
function partOf(rates: readonly Rate[]): string {
  return `${daysOf(rates)} ${digest(rates.map(({ from, value }) => `${from} ${value}`).toSorted())}`
}

function daysOf(rates: readonly Rate[]): string {
  return digest(rates.map(({ from }) => from).toSorted())
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 8)
}
