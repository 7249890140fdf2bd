/** Days without a zone, both included. */
export interface Days {
  readonly from: string
  readonly to: string
}

export const comparisons = ['none', 'previous', 'year'] as const
export type Comparison = (typeof comparisons)[number]

/** How many days back each ready-made range goes. */
export const presets = [7, 28, 90, 365] as const
export type Preset = (typeof presets)[number]

const dayMs = 86_400_000
const asUtc = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const asDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** What day it is in a zone. */
export function todayIn(timezone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', {
    ...{ timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' },
  }).formatToParts(now)
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** The last so many days, the last of them `today`. */
export const lastDays = (days: number, today: string): Days => ({
  from: asDay(asUtc(today) - (days - 1) * dayMs),
  to: today,
})

export const lengthOf = ({ from, to }: Days): number => Math.round((asUtc(to) - asUtc(from)) / dayMs) + 1

/**
 * What a range is compared with: as many days just before it, or the same days of the year before.
 *
 * @example
 * comparedWith({ from: '2026-06-01', to: '2026-06-28' }, 'previous') // { from: '2026-05-04', to: '2026-05-31' }
 */
export function comparedWith(days: Days, comparison: Comparison): Days | null {
  if (comparison === 'none') return null
  if (comparison === 'year') return { from: yearBefore(days.from), to: yearBefore(days.to) }
  return lastDays(lengthOf(days), asDay(asUtc(days.from) - dayMs))
}

/** 29 February becomes the 28th. */
function yearBefore(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  const before = `${Number(year) - 1}-${month}-${date}`
  return asDay(asUtc(before)) === before ? before : `${Number(year) - 1}-02-28`
}

/** The ready-made range that these days are today; null where it is none. */
export const presetOf = (days: Days, today: string): Preset | null =>
  days.to === today ? (presets.find((preset) => preset === lengthOf(days)) ?? null) : null
