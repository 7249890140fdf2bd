import { NOT_UNITS, UNKNOWN_AMOUNT } from './amount-cell.ts'
import { NO_TIME } from './date-cell.ts'
import { reserve } from './reserved-memory.ts'

/** `UNKNOWN_AMOUNT` among amounts of four bytes. */
export const UNKNOWN_NARROW = -0x8000_0000

/** Units that are whole in a double, and still are when a thousand of them are added up. */
const LARGEST_UNITS = 2 ** 50

/** Rows of a block: few while there are few, so that small files cost little. */
const FIRST_BLOCK_ROWS = 1 << 15
const BLOCK_ROWS = 1 << 22

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/** 10 to a whole power from 0 to 22, where it is exact. */
export const powerOfTen = (power: number): number => POWERS_OF_TEN[power] ?? Number.NaN

/** How the numbers of some rows are held: as small as the rows seen so far allow. */
interface Layout {
  /** Days outside 1970 to 2149 need four bytes. */
  readonly wideDays: boolean
  readonly timed: boolean
  /** Amounts of more than 2^31 units need eight bytes. */
  readonly wideAmounts: boolean
  /** Decimals of the unit of the amounts; `NOT_UNITS` where they are doubles. */
  readonly decimals: number
}

/** Some rows of the file, in its order. */
export interface TransactionBlock extends Layout {
  count: number
  readonly customers: Uint32Array<ArrayBuffer>
  readonly days: Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>
  readonly times: Uint32Array<ArrayBuffer> | null
  readonly amounts: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
}

/** An empty block. All its columns lie in one piece of memory; pages that no row reaches take no room. */
function emptyBlock(layout: Layout, rows: number): TransactionBlock {
  const { wideDays, timed, wideAmounts } = layout
  const amountBytes = rows * (wideAmounts ? 8 : 4)
  const dayBytes = rows * (wideDays ? 4 : 2)
  const memory = reserve(amountBytes + dayBytes + rows * (timed ? 8 : 4))
  const customers = amountBytes + dayBytes
  return {
    ...layout,
    count: 0,
    amounts: wideAmounts ? new Float64Array(memory, 0, rows) : new Int32Array(memory, 0, rows),
    days: wideDays ? new Int32Array(memory, amountBytes, rows) : new Uint16Array(memory, amountBytes, rows),
    customers: new Uint32Array(memory, customers, rows),
    times: timed ? new Uint32Array(memory, customers + rows * 4, rows) : null,
  }
}

const isNarrowDay = (day: number): boolean => day >>> 0 === day && day <= 0xffff

/** Whether four bytes hold the amount. */
export const isNarrowAmount = (units: number): boolean => (units | 0) === units && units !== UNKNOWN_NARROW

/**
 * The rows of a file, ten bytes each where days and amounts are of the usual size. A block keeps the layout that it was
 * begun with; a row that does not fit begins another, so that nothing is ever copied.
 */
export class TransactionBlocks {
  readonly blocks: TransactionBlock[] = []
  #current: TransactionBlock = emptyBlock(
    { wideDays: false, timed: false, wideAmounts: false, decimals: 2 },
    0,
  )

  /** `amount` and `decimals` as `AmountCell` reads them. */
  add(customer: number, day: number, time: number, amount: number, decimals: number): void {
    let block = this.#current
    let units = amount
    if (decimals < block.decimals && block.decimals !== NOT_UNITS) {
      units = amount * powerOfTen(block.decimals - decimals)
    }
    if (
      block.count === block.customers.length ||
      (!block.wideDays && !isNarrowDay(day)) ||
      (!block.timed && time !== NO_TIME) ||
      (block.decimals !== NOT_UNITS && decimals > block.decimals) ||
      !this.#holds(block, units)
    ) {
      block = this.#begin(day, time, amount, decimals)
      if (block.decimals !== NOT_UNITS) units = amount * powerOfTen(block.decimals - decimals)
    }
    if (block.decimals === NOT_UNITS) {
      units = decimals === NOT_UNITS ? amount : amount / powerOfTen(decimals)
    }
    const row = block.count
    block.customers[row] = customer
    block.days[row] = day
    if (block.times !== null) block.times[row] = time
    block.amounts[row] = !block.wideAmounts && units === UNKNOWN_AMOUNT ? UNKNOWN_NARROW : units
    block.count = row + 1
  }

  #holds(block: TransactionBlock, units: number): boolean {
    if (units === UNKNOWN_AMOUNT || block.decimals === NOT_UNITS) return true
    return block.wideAmounts ? Math.abs(units) <= LARGEST_UNITS : isNarrowAmount(units)
  }

  /** Begins a block that holds the row, and all that the last one could. */
  #begin(day: number, time: number, amount: number, decimals: number): TransactionBlock {
    const last = this.#current
    const finest = Math.max(last.decimals, decimals)
    const units = finest === NOT_UNITS ? amount : amount * powerOfTen(finest - decimals)
    const inUnits = finest !== NOT_UNITS && (Math.abs(units) <= LARGEST_UNITS || amount === UNKNOWN_AMOUNT)
    const narrow = isNarrowAmount(units) || amount === UNKNOWN_AMOUNT
    const block = emptyBlock(
      {
        wideDays: last.wideDays || !isNarrowDay(day),
        timed: last.timed || time !== NO_TIME,
        wideAmounts: last.wideAmounts || !inUnits || !narrow,
        decimals: inUnits ? finest : NOT_UNITS,
      },
      this.blocks.reduce((rows, { count }) => rows + count, 0) < FIRST_BLOCK_ROWS
        ? FIRST_BLOCK_ROWS
        : BLOCK_ROWS,
    )
    this.blocks.push(block)
    this.#current = block
    return block
  }
}

/** Amounts of one unit, of several that are to be held as one. */
interface Amounts {
  readonly amounts: Int32Array | Float64Array
  readonly decimals: number
}

/** What stands for an unknown amount among these. */
export const unknownAmong = (amounts: Int32Array | Float64Array): number =>
  amounts instanceof Int32Array ? UNKNOWN_NARROW : UNKNOWN_AMOUNT

/** The largest known amount, without its sign. */
function largestOf(amounts: Int32Array | Float64Array): number {
  const unknown = unknownAmong(amounts)
  let largest = 0
  for (const amount of amounts) if (amount !== unknown) largest = Math.max(largest, Math.abs(amount))
  return largest
}

/** The decimals in which all amounts can be held, and whether four bytes are enough for each. */
export function commonDecimals(parts: readonly Amounts[]): { decimals: number; wideAmounts: boolean } {
  const decimals = Math.max(0, ...parts.map((part) => part.decimals))
  const wide = parts.some((part) => part.amounts instanceof Float64Array)
  if (decimals === NOT_UNITS) return { decimals, wideAmounts: true }
  if (parts.every((part) => part.decimals === decimals)) return { decimals, wideAmounts: wide }
  let largest = 0
  for (const part of parts) {
    largest = Math.max(largest, largestOf(part.amounts) * powerOfTen(decimals - part.decimals))
  }
  if (largest > LARGEST_UNITS) return { decimals: NOT_UNITS, wideAmounts: true }
  return { decimals, wideAmounts: wide || largest >= 0x7fff_ffff }
}

/** By how much amounts are multiplied, or divided, to be in other decimals. One of the two is 1. */
export function conversion(from: number, to: number): { multiplier: number; divisor: number } {
  if (from === to) return { multiplier: 1, divisor: 1 }
  if (to === NOT_UNITS) return { multiplier: 1, divisor: powerOfTen(from) }
  return { multiplier: powerOfTen(to - from), divisor: 1 }
}
