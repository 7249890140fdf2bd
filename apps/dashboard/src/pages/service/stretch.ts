const dayMs = 86_400_000
const asUtc = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const asDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export type Step = 'day' | 'week' | 'month'

/** In which steps so many days are seen best. */
export function stepFor(days: number): Step {
  if (days <= 31) return 'day'
  return days <= 200 ? 'week' : 'month'
}

/**
 * The days of the stretch that begins on a day, as far as they lie within others.
 *
 * @example
 * stretchOf('2026-06-29', 'week', { from: '2026-06-01', to: '2026-06-30' }) // { from: '2026-06-29', to: '2026-06-30' }
 */
export function stretchOf(
  first: string,
  step: Step,
  within: { readonly from: string; readonly to: string },
): { readonly from: string; readonly to: string } {
  const last = lastOf(first, step)
  const [beginsBefore, endsAfter] = [first < within.from, last > within.to]
  return { from: beginsBefore ? within.from : first, to: endsAfter ? within.to : last }
}

function lastOf(first: string, step: Step): string {
  if (step === 'day') return first
  if (step === 'week') return asDay(asUtc(first) + 6 * dayMs)
  const [year = 0, month = 1] = first.split('-').map(Number)
  return asDay(Date.UTC(year, month, 0))
}
