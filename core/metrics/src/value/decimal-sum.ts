const DECIMAL = /^-?\d+(?:\.\d+)?$/

/** Throws a RangeError unless the text is an exact decimal number such as "-12.50". */
export function checkDecimal(text: string): void {
  if (!DECIMAL.test(text)) {
    throw new RangeError(`"${text}" is not a decimal number; write it like "1234.50".`)
  }
}

/** A text of so many characters holds a whole number of units that a double has exactly. */
const SHORT = 15
const POWERS_OF_TEN = Array.from({ length: SHORT }, (_, exponent) => Number(`1e${exponent}`))
const powerOfTen = (exponent: number): number => POWERS_OF_TEN[exponent] ?? Number.NaN

/**
 * An exact sum of decimal strings: whole numbers of the smallest unit seen, so that totals keep every cent however
 * many amounts there are and in whatever order they come.
 *
 * @example
 * const sum = new DecimalSum()
 * for (const amount of ['0.10', '0.20']) sum.add(amount)
 * sum.toString() // "0.30"
 */
export class DecimalSum {
  /** Almost all sums fit a double, which is many times faster than a bigint; null once one does not. */
  #small: number | null = 0
  #large = 0n
  #decimals = 0

  add(text: string): void {
    checkDecimal(text)
    const point = text.indexOf('.')
    const decimals = point < 0 ? 0 : text.length - point - 1
    if (!this.#addSmall(text, decimals)) this.#addLarge(text, point, decimals)
  }

  /** False where the sum would leave what a double holds exactly. */
  #addSmall(text: string, decimals: number): boolean {
    if (this.#small === null || text.length > SHORT) return false
    const common = Math.max(this.#decimals, decimals)
    const held = this.#small * powerOfTen(common - this.#decimals)
    // The product is off by less than half a unit.
    const units = Math.round(Number(text) * powerOfTen(decimals)) * powerOfTen(common - decimals)
    const sum = held + units
    if (!(Number.isSafeInteger(held) && Number.isSafeInteger(units) && Number.isSafeInteger(sum)))
      return false
    this.#small = sum
    this.#decimals = common
    return true
  }

  #addLarge(text: string, point: number, decimals: number): void {
    if (this.#small !== null) {
      this.#large = BigInt(this.#small)
      this.#small = null
    }
    let units = BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1))
    if (decimals > this.#decimals) {
      this.#large *= 10n ** BigInt(decimals - this.#decimals)
      this.#decimals = decimals
    } else if (decimals < this.#decimals) {
      units *= 10n ** BigInt(this.#decimals - decimals)
    }
    this.#large += units
  }

  /** −1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    const units = this.#small ?? this.#large
    return units < 0 ? -1 : units > 0 ? 1 : 0
  }

  /** The nearest double. */
  toNumber(): number {
    // Both are exact, so that the quotient is rounded once.
    if (this.#small !== null) return this.#small / powerOfTen(this.#decimals)
    return Number(this.toString())
  }

  toString(): string {
    const negative = this.sign < 0
    const units = this.#small ?? this.#large
    const digits = (negative ? -units : units).toString().padStart(this.#decimals + 1, '0')
    const whole = digits.slice(0, digits.length - this.#decimals)
    const fraction = digits.slice(digits.length - this.#decimals)
    return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
  }
}
