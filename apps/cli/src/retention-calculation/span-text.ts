import type { CalendarPeriodName } from '@rapport/metrics'

/** A calendar period by its first day: `2024-03`, `2024 Q1`, `2024`, or the day for a week. */
export function spanText(from: string, period: CalendarPeriodName): string {
  if (period === 'week') return from
  if (period === 'month') return from.slice(0, 7)
  if (period === 'year') return from.slice(0, 4)
  return `${from.slice(0, 4)} Q${(Number(from.slice(5, 7)) - 1) / 3 + 1}`
}
