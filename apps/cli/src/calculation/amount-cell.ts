/** The amount of a purchase whose amount is not known. It sorts before every number. */
export const UNKNOWN_AMOUNT = -Infinity

/** In place of a number of decimals: the amount is a double, not a whole number of units. */
export const NOT_UNITS = 255

/** As many digits as every double holds exactly. */
const EXACT_DIGITS = 15

const MINUS = 0x2d
const POINT = 0x2e

/**
 * Reads decimal numbers from bytes, without making a string: `-12.50` is −1250 units of 2 decimals. `units` and
 * `decimals` are what the last call of `read` found.
 */
export class AmountCell {
  /** Whole units of 10^−decimals; the nearest double where `decimals` is `NOT_UNITS`; or `UNKNOWN_AMOUNT`. */
  units = 0
  decimals = 0

  /** Whether the bytes are empty, or a decimal number with a point, no sign but a minus, no exponent, and not too large. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end) {
      this.units = UNKNOWN_AMOUNT
      this.decimals = 0
      return true
    }
    const negative = bytes[start] === MINUS
    const first = negative ? start + 1 : start
    let units = 0
    let at = first
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - 48
      if (digit >>> 0 > 9) break
      units = units * 10 + digit
    }
    if (at === first) return false
    let digits = at - first
    let decimals = 0
    if (at < end) {
      if (bytes[at] !== POINT) return false
      const fraction = at + 1
      for (at = fraction; at < end; at += 1) {
        const digit = (bytes[at] ?? 0) - 48
        if (digit >>> 0 > 9) return false
        units = units * 10 + digit
      }
      decimals = at - fraction
      if (decimals === 0) return false
      digits += decimals
    }
    // "12.500" has one decimal that counts; a file of such cells must not look finer than it is.
    if (decimals > 2 || digits > EXACT_DIGITS) return this.#readLong(bytes, start, end)
    this.units = negative && units !== 0 ? -units : units
    this.decimals = decimals
    return true
  }

  /** A number known to be well formed, with more digits than usual; false where no double is so large. */
  #readLong(bytes: Uint8Array, start: number, end: number): boolean {
    let text = ''
    for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0)
    const point = text.indexOf('.')
    const whole = text.slice(0, point < 0 ? text.length : point)
    const fraction = point < 0 ? '' : text.slice(point + 1).replace(/0+$/, '')
    const digits = `${whole.replace(/^(-?)0+/, '$1')}${fraction}`
    const exact = digits.replace('-', '').length <= EXACT_DIGITS
    const value = Number(exact ? (digits === '-' || digits === '' ? 0 : digits) : text)
    if (!Number.isFinite(value)) return false
    this.units = value === 0 ? 0 : value
    this.decimals = exact ? fraction.length : NOT_UNITS
    return true
  }
}
