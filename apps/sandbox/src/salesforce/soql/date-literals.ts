import { unsupported } from './soql-errors.ts'

/** A span of time: from `start` until before `end`, epoch milliseconds. */
export interface Span {
  start: number
  end: number
}

const DAY_MS = 86_400_000

/** What a date literal such as `LAST_N_DAYS:30` stands for, in UTC. @throws {SalesforceError} for literals not known here */
export function spanOf(literal: string, now: number): Span {
  const [name = '', count] = literal.toUpperCase().split(':')
  const today = Math.floor(now / DAY_MS) * DAY_MS
  const days = (first: number, last: number): Span => ({
    start: today + first * DAY_MS,
    end: today + (last + 1) * DAY_MS,
  })
  const date = new Date(now)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  const months = (first: number, howMany: number): Span => ({
    start: Date.UTC(year, first, 1),
    end: Date.UTC(year, first + howMany, 1),
  })
  switch (name) {
    case 'TODAY':
      return days(0, 0)
    case 'YESTERDAY':
      return days(-1, -1)
    case 'TOMORROW':
      return days(1, 1)
    case 'LAST_90_DAYS':
      return days(-90, 0)
    case 'LAST_N_DAYS':
      return days(-Number(count), 0)
    case 'NEXT_N_DAYS':
      return days(1, Number(count))
    case 'N_DAYS_AGO':
      return days(-Number(count), -Number(count))
    case 'THIS_MONTH':
      return months(month, 1)
    case 'LAST_MONTH':
      return months(month - 1, 1)
    case 'THIS_YEAR':
      return months(0, 12)
    case 'LAST_YEAR':
      return months(-12, 12)
    default:
      throw unsupported(`the date literal ${literal}`)
  }
}
