import { zonedMoment } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import { CellError, readInstant } from '../cells.ts'
import type { ReviewSettings } from '../settings.ts'

/** A day in numbers, whatever stands between them, and the time behind it. */
const numbers =
  /^(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})(?:,?[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?)?$/i
const iso = /^\d{4}-\d{2}-\d{2}/
/** Says from which zone it is. */
const zoned = /(Z|[+-]\d{2}:?\d{2})$/

/** Reads moments as a file writes them. */
export type MomentReader = (text: string, column: string) => Instant

/**
 * Makes a reader of moments for a file. ISO 8601 is understood in any file; other orders as the settings say. A day is its
 * midnight, and a time without a zone is taken, in the zone of the settings.
 */
export function momentReader({ dates, timezone }: Pick<ReviewSettings, 'dates' | 'timezone'>): MomentReader {
  const inZone = timezone === 'UTC' ? null : zonedMoment(timezone)
  return (text, column) => {
    const plain = iso.test(text) ? text : isoOf(text, dates)
    if (plain === null) throw new CellError(`${column} "${text}" is not a date: ${advice(text, dates)}`)
    // Says what is wrong with it, too.
    const asUtc = readInstant(plain, column)
    if (inZone === null || zoned.test(plain)) return asUtc
    return inZone.parse(asUtc.slice(0, 19).replace('T', ' '))
  }
}

/** A moment in another order as ISO 8601; null where it is none. */
export function isoOf(text: string, dates: ReviewSettings['dates']): string | null {
  const [, first = '', second = '', year = '', hour, minute = '00', seconds = '00', half] =
    numbers.exec(text) ?? []
  if (year.length !== 4 || dates === 'iso') return null
  const [day, month] = dates === 'day-first' ? [first, second] : [second, first]
  const time = hour === undefined ? '' : `T${clockHour(Number(hour), half)}:${minute}:${seconds}`
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time}`
}

/** 12 a.m. is midnight, 12 p.m. noon. */
function clockHour(hour: number, half: string | undefined): string {
  const hours = half === undefined ? hour : (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0)
  return String(hours).padStart(2, '0')
}

function advice(text: string, dates: ReviewSettings['dates']): string {
  if (dates === 'iso' && numbers.test(text)) {
    return 'set settings.reviews.dates to day-first or month-first, or write it as 2024-03-31'
  }
  const example = {
    iso: '2024-03-31 or 2024-03-31T14:30:00Z',
    'day-first': '31.03.2024',
    'month-first': '3/31/2024',
  }
  return `write it as ${example[dates]}`
}
