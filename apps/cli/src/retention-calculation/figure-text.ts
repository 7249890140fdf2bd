import type { CalendarPeriodName } from '@rapport/metrics'

const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** An amount, or another number with two decimals; empty where it is unknown. */
export const moneyText = (amount: number | null): string =>
  amount === null ? '' : twoDecimals.format(amount)

/** A share in percent, to one decimal: `96.5 %`; empty where it is unknown. */
export const shareText = (share: number | null): string =>
  share === null ? '' : `${(share * 100).toFixed(1)} %`

/** A calendar period by its first day: `2024-03`, `2024 Q1`, `2024`, or the day for a week. */
export function spanText(from: string, period: CalendarPeriodName): string {
  if (period === 'week') return from
  if (period === 'month') return from.slice(0, 7)
  if (period === 'year') return from.slice(0, 4)
  return `${from.slice(0, 4)} Q${(Number(from.slice(5, 7)) - 1) / 3 + 1}`
}
