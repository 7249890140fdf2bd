import { Temporal } from 'temporal-polyfill'
import type { ServiceSlice } from './service-slice.ts'

/** With what figures are compared: as many days just before the first, or the same days of the year before. */
export type Comparison = boolean | 'year'

/** The days that those of a slice are compared with; null where they are with none. */
export function earlierDays(
  { from, to }: Pick<ServiceSlice, 'from' | 'to'>,
  compare: Comparison,
): { readonly from: string; readonly to: string } | null {
  if (compare === false) return null
  if (compare === 'year') {
    const yearBefore = (day: string) => Temporal.PlainDate.from(day).subtract({ years: 1 }).toString()
    return { from: yearBefore(from), to: yearBefore(to) }
  }
  const first = Temporal.PlainDate.from(from)
  const days = first.until(Temporal.PlainDate.from(to)).days + 1
  return { from: first.subtract({ days }).toString(), to: first.subtract({ days: 1 }).toString() }
}
