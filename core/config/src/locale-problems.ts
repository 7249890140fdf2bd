import { nearest } from '@rapport/model'
import { groupOf } from './plain-data.ts'
import type { ProblemList } from './problem-list.ts'

/** Whether the text names a zone of the IANA time zone database. Offsets such as +01:00 know no summer time and do not. */
export function isTimeZone(text: string): boolean {
  if (/^[+-]|^\s*$/.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** Whether the text is an ISO 4217 code that is or was in use. */
export function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf('currency').includes(text)
}

/** The zone that was probably meant: by its whole name, or by its city. */
export function nearestTimeZone(text: string): string | null {
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC']
  const city = (zone: string): string => zone.split('/').at(-1) ?? zone
  const whole = nearest(text, zones)
  if (whole !== null) return whole
  const meant = nearest(city(text), zones.map(city))
  return meant === null ? null : (zones.find((zone) => city(zone) === meant) ?? null)
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
