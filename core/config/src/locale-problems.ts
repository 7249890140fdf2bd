import { isTimeZone, nearest, nearestTimeZone } from '@rapport/model'
import { groupOf } from './plain-data.ts'
import type { ProblemList } from './problem-list.ts'

/** Whether the text is an ISO 4217 code that is or was in use. */
export function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf('currency').includes(text)
}

/** Checks the time zone and the currency, which no pattern can. */
export function checkLocale(data: unknown, problems: ProblemList): void {
  const { timezone, currency } = groupOf(data)
  if (typeof timezone === 'string' && !isTimeZone(timezone)) {
    const meant = nearestTimeZone(timezone)
    problems.atValue(
      ['timezone'],
      `unknown time zone "${timezone}"`,
      meant === null ? 'write an IANA name such as Europe/Berlin' : `did you mean "${meant}"?`,
    )
  }
  if (typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) && !isCurrency(currency)) {
    const meant = nearest(currency, Intl.supportedValuesOf('currency'))
    problems.atValue(
      ['currency'],
      `unknown currency "${currency}"`,
      meant === null ? 'write an ISO 4217 code such as USD' : `did you mean "${meant}"?`,
    )
  }
}
