/** The day of a moment, in ms since 1970, in a time zone; see `localDayOfInstant` of `@rapport/metrics`. */
export type DayOfInstant = (epochMs: number) => number

/** Of a date without a time: no time of the day. */
export const NO_TIME = 0xffff_ffff

const MS_PER_DAY = 86_400_000
const DAYS_OF_MONTH = Uint8Array.of(0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

const DASH = 0x2d
const PLUS = 0x2b
const COLON = 0x3a
const POINT = 0x2e
const COMMA = 0x2c
const SPACE = 0x20

/** The value of two digits, or a negative number. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 48
  const ones = (bytes[at + 1] ?? 0) - 48
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -1000 : tens * 10 + ones
}

/** Days from 1970-01-01 to a day of the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const monthFromMarch = month > 2 ? month - 3 : month + 9
  const dayOfYear = (((153 * monthFromMarch + 2) / 5) | 0) + day - 1
  const dayOfEra = yearOfEra * 365 + (yearOfEra >> 2) - ((yearOfEra / 100) | 0) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/**
 * Reads dates and moments in ISO 8601 from bytes, without making a string. `day` and `time` are what the last call of
 * `read` found.
 */
export class DateCell {
  /** The local day, counted from 1970-01-01. */
  day = 0
  /** Tells moments of one local day apart, in ms; `NO_TIME` for a date alone. */
  time = NO_TIME
  readonly #dayOfInstant: DayOfInstant | null

  /** `dayOfInstant` is null for UTC, which needs no table of zones. */
  constructor(dayOfInstant: DayOfInstant | null) {
    this.#dayOfInstant = dayOfInstant
  }

  /**
   * Whether the bytes are `YYYY-MM-DD`, or that with a time after `T` or a space. A date alone, and a time without an
   * offset, are of the local zone; a time with `Z` or an offset is a moment, and has the local day of that moment.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 10 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return false
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
    const month = twoDigits(bytes, start + 5)
    const day = twoDigits(bytes, start + 8)
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > (DAYS_OF_MONTH[month] ?? 0)) return false
    if (month === 2 && day === 29 && !isLeapYear(year)) return false
    this.day = dayNumber(year, month, day)
    this.time = NO_TIME
    return end - start === 10 || this.#readTime(bytes, start + 10, end)
  }

  /** Reads ` HH:MM`, seconds, fraction and offset. */
  #readTime(bytes: Uint8Array, start: number, end: number): boolean {
    const separator = bytes[start] ?? 0
    if ((separator | 0x20) !== 0x74 && separator !== SPACE) return false
    if (end - start < 6 || bytes[start + 3] !== COLON) return false
    const hour = twoDigits(bytes, start + 1)
    const minute = twoDigits(bytes, start + 4)
    let at = start + 6
    let ms = 0
    if (at < end && bytes[at] === COLON) {
      if (end - at < 3) return false
      const second = twoDigits(bytes, at + 1)
      if (second < 0 || second > 59) return false
      ms = second * 1000
      at += 3
      if (at < end && (bytes[at] === POINT || bytes[at] === COMMA)) {
        const fraction = at + 1
        let weight = 100
        for (at = fraction; at < end; at += 1) {
          const digit = (bytes[at] ?? 0) - 48
          if (digit >>> 0 > 9) break
          ms += Math.floor(digit * weight)
          weight = weight > 1 ? weight / 10 : 0
        }
        if (at === fraction) return false
      }
    }
    const endOfDay = hour === 24 && minute === 0 && ms === 0
    if (hour < 0 || (hour > 23 && !endOfDay) || minute < 0 || minute > 59) return false
    return this.#place(bytes, at, end, (hour * 60 + minute) * 60_000 + ms)
  }

  /** Reads the offset, if there is one, and sets the local day and time. */
  #place(bytes: Uint8Array, start: number, end: number, ms: number): boolean {
    let at = start
    if (at < end && bytes[at] === SPACE) at += 1
    if (at === end) {
      if (at !== start) return false
      this.#setLocal(this.day * MS_PER_DAY + ms)
      return true
    }
    const sign = bytes[at] ?? 0
    let offset = 0
    if ((sign | 0x20) === 0x7a) at += 1
    else if (sign === PLUS || sign === DASH) {
      const hours = end - at < 3 ? -1 : twoDigits(bytes, at + 1)
      at += 3
      const isShort = at === end
      if (!isShort && bytes[at] === COLON) at += 1
      const minutes = isShort ? 0 : end - at < 2 ? -1 : twoDigits(bytes, at)
      if (!isShort) at += 2
      if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false
      offset = (hours * 60 + minutes) * 60_000 * (sign === DASH ? -1 : 1)
    }
    if (at !== end) return false
    const instant = this.day * MS_PER_DAY + ms - offset
    if (this.#dayOfInstant === null) {
      this.#setLocal(instant)
      return true
    }
    this.day = this.#dayOfInstant(instant)
    // A local day is a calendar day of UTC give or take 14 hours: never negative, and unique within the day.
    this.time = instant - this.day * MS_PER_DAY + MS_PER_DAY
    return true
  }

  #setLocal(ms: number): void {
    this.day = Math.floor(ms / MS_PER_DAY)
    this.time = ms - this.day * MS_PER_DAY
  }
}
