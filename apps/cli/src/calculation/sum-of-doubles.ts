import type { DecimalSum } from '@rapport/metrics'
import { UNKNOWN_AMOUNT } from './amount-cell.ts'
import type { SumOfAmounts } from './purchase-days.ts'

/** The shortest decimal number, without an exponent, that reads back as the double. */
export function decimalText(value: number): string {
  const text = String(value)
  const [mantissa = '', exponent] = text.split('e')
  if (exponent === undefined) return text
  const sign = value < 0 ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * Sums of amounts with more digits than whole units hold; files that a program wrote from doubles are full of them
 * (29.330000000000002). Where nothing is taken off, the error of a compensated sum (Neumaier 1974) is far below what
 * anyone reads; a refund can leave nothing but the error, so then the decimal numbers are added exactly.
 */
export function sumOfDoubles(Sum: typeof DecimalSum): SumOfAmounts {
  return (amounts, from, to) => {
    let sum = 0
    let lost = 0
    let negative = false
    for (let at = from; at < to; at += 1) {
      const amount = amounts[at] ?? 0
      if (amount === UNKNOWN_AMOUNT) continue
      negative ||= amount < 0
      const next = sum + amount
      lost += Math.abs(sum) >= Math.abs(amount) ? sum - next + amount : amount - next + sum
      sum = next
    }
    if (!negative) return sum + lost
    const exact = new Sum()
    for (let at = from; at < to; at += 1) {
      const amount = amounts[at] ?? 0
      if (amount !== UNKNOWN_AMOUNT) exact.add(decimalText(amount))
    }
    return exact.toNumber()
  }
}
