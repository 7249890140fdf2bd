const DECIMAL = /^-?\d+(?:\.\d+)?$/

/** Throws a RangeError unless the text is an exact decimal number such as "-12.50". */
export function checkDecimal(text: string): void {
  if (!DECIMAL.test(text)) {
    throw new RangeError(`"${text}" is not a decimal number; write it like "1234.50".`)
  }
}

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
  #units = 0n
  #decimals = 0

  add(text: string): void {
    checkDecimal(text)
    const point = text.indexOf('.')
    const decimals = point < 0 ? 0 : text.length - point - 1
    let units = BigInt(point < 0 ? text : text.slice(0, point) + text.slice(point + 1))
    if (decimals > this.#decimals) {
      this.#units *= 10n ** BigInt(decimals - this.#decimals)
      this.#decimals = decimals
    } else if (decimals < this.#decimals) {
      units *= 10n ** BigInt(this.#decimals - decimals)
    }
    this.#units += units
  }

  /** −1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    return this.#units < 0n ? -1 : this.#units > 0n ? 1 : 0
  }

  /** The nearest double. */
  toNumber(): number {
    return Number(this.toString())
  }

  toString(): string {
    const negative = this.#units < 0n
    const digits = (negative ? -this.#units : this.#units).toString().padStart(this.#decimals + 1, '0')
    const whole = digits.slice(0, digits.length - this.#decimals)
    const fraction = digits.slice(digits.length - this.#decimals)
    return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
  }
}
