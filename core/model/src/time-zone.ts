import { nearest } from './nearest.ts'

/** Whether the text names a zone of the IANA time zone database. An offset such as +01:00 knows no summer time and does not. */
export function isTimeZone(text: string): boolean {
  if (/^[+-]|^\s*$/.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

/** The zone that was probably meant, by its whole name or by its city; null where none is close. */
export function nearestTimeZone(text: string): string | null {
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC']
  const city = (zone: string): string => zone.split('/').at(-1) ?? zone
  const whole = nearest(text, zones)
  if (whole !== null) return whole
  const meant = nearest(city(text), zones.map(city))
  return zones.find((zone) => city(zone) === meant) ?? null
}
