import { NOT_UNITS } from './amount-cell.ts'
import { NO_TIME } from './date-cell.ts'
import { release, reserve } from './reserved-memory.ts'
import { sortSegment } from './segment-sort.ts'
import {
  commonDecimals,
  conversion,
  isNarrowAmount,
  type TransactionBlock,
  unknownAmong,
} from './transaction-blocks.ts'

/**
 * What each customer bought on each day, by customer and in order of time. A day has one entry with the net of its
 * known amounts, one with an unknown amount, or both, in that order; where the amounts are doubles, an entry for each
 * purchase, as the rounded sum of a day would be seen in the sum of all. The rows of customer c are those from `starts[c]`
 * up to, not including, `starts[c + 1]`.
 */
export interface PurchaseDays {
  readonly customers: number
  readonly starts: Uint32Array<ArrayBuffer>
  /** Local days from 1970-01-01. */
  readonly days: Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>
  /** The amounts; `unknownAmong` them stands for an unknown one. */
  readonly amounts: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
  /** The amounts are whole units of 10^−decimals; doubles where this is `NOT_UNITS`. */
  readonly decimals: number
}

/** The sum of whole units, `from` up to `to`, leaving out the unknown ones. */
function sumOfUnits(amounts: Int32Array | Float64Array, from: number, to: number): number {
  const unknown = unknownAmong(amounts)
  let sum = 0
  for (let at = from; at < to; at += 1) {
    const amount = amounts[at] ?? 0
    if (amount !== unknown) sum += amount
  }
  return sum
}

interface Rows {
  readonly starts: Uint32Array<ArrayBuffer>
  readonly days: Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>
  readonly times: Uint32Array<ArrayBuffer> | null
  readonly amounts: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
}

/** An empty column of days. */
export const dayColumn = (rows: number, wide: boolean): PurchaseDays['days'] =>
  wide ? new Int32Array(reserve(rows * 4), 0, rows) : new Uint16Array(reserve(rows * 2), 0, rows)

/** An empty column of amounts. */
export const amountColumn = (rows: number, wide: boolean): PurchaseDays['amounts'] =>
  wide ? new Float64Array(reserve(rows * 8), 0, rows) : new Int32Array(reserve(rows * 4), 0, rows)

/** The rows by customer, in the order of the file: a counting sort. Takes the blocks apart. */
function rowsByCustomer(
  blocks: TransactionBlock[],
  customers: number,
  layout: ReturnType<typeof layoutOf>,
): Rows {
  // Counts lie two places on, so that after the rows are placed each customer's start lies where it belongs.
  const starts = new Uint32Array(reserve((customers + 2) * 4), 0, customers + 2)
  let rows = 0
  for (const { customers: of, count } of blocks) {
    for (let row = 0; row < count; row += 1) {
      const place = (of[row] ?? 0) + 2
      starts[place] = (starts[place] ?? 0) + 1
    }
    rows += count
  }
  for (let place = 2; place < starts.length; place += 1) {
    starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0)
  }
  const days = dayColumn(rows, layout.wideDays)
  const amounts = amountColumn(rows, layout.wideAmounts)
  const times = layout.timed ? new Uint32Array(reserve(rows * 4), 0, rows) : null
  for (const block of blocks) {
    const held = inLayout(block, layout)
    for (let row = 0; row < block.count; row += 1) {
      const place = (block.customers[row] ?? 0) + 1
      const at = starts[place] ?? 0
      starts[place] = at + 1
      days[at] = block.days[row] ?? 0
      amounts[at] = held[row] ?? 0
      if (times !== null) times[at] = block.times?.[row] ?? NO_TIME
    }
    release(held, block.customers)
  }
  return { starts, days, times, amounts }
}

function layoutOf(blocks: readonly TransactionBlock[]) {
  const common = commonDecimals(
    blocks.map(({ amounts, count, decimals }) => ({ amounts: amounts.subarray(0, count), decimals })),
  )
  return {
    ...common,
    wideDays: blocks.some(({ wideDays }) => wideDays),
    timed: blocks.some(({ timed }) => timed),
  }
}

/** The same amounts in other decimals, and in eight bytes each where they need them. The same array if nothing differs. */
export function inLayout<Held extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  held: { readonly amounts: Held; readonly decimals: number },
  layout: { readonly decimals: number; readonly wideAmounts: boolean },
): Held | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  const { amounts, decimals } = held
  const wide = amounts instanceof Float64Array
  if (decimals === layout.decimals && wide === layout.wideAmounts) return amounts
  const { multiplier, divisor } = conversion(decimals, layout.decimals)
  const unknown = unknownAmong(amounts)
  const converted = amountColumn(amounts.length, layout.wideAmounts)
  const unknownThen = unknownAmong(converted)
  for (let at = 0; at < amounts.length; at += 1) {
    const amount = amounts[at] ?? 0
    converted[at] = amount === unknown ? unknownThen : (amount * multiplier) / divisor
  }
  return converted
}

/**
 * The purchases of each customer and day. `duplicates` counts the rows that are equal to another one in customer, date
 * or moment, and amount; they count as purchases all the same, since nothing in such a file tells a row that was
 * written twice from two purchases. Takes the blocks apart.
 */
export function purchaseDays(
  blocks: TransactionBlock[],
  customers: number,
): { purchases: PurchaseDays; duplicates: number } {
  const layout = layoutOf(blocks)
  const rows = rowsByCustomer(blocks, customers, layout)
  const { starts, days, times } = rows
  const { decimals } = layout
  let { amounts } = rows
  let unknown = unknownAmong(amounts)
  let duplicates = 0
  let written = 0
  let end = 0
  for (let customer = 0; customer < customers; customer += 1) {
    const begin = end
    end = starts[customer + 1] ?? 0
    starts[customer] = written
    if (end - begin > 1) sortSegment(days, times, amounts, begin, end)
    for (let from = begin; from < end; ) {
      const day = days[from] ?? 0
      let known = amounts[from] === unknown ? 0 : 1
      let to = from + 1
      for (; to < end && days[to] === day; to += 1) {
        const amount = amounts[to] ?? 0
        if (amount !== unknown) known += 1
        if (amount === amounts[to - 1] && times?.[to] === times?.[to - 1]) duplicates += 1
      }
      const count = to - from
      if (decimals === NOT_UNITS) {
        days.copyWithin(written, from, to)
        amounts.copyWithin(written, from, to)
        written += count
        from = to
        continue
      }
      if (known > 0) {
        const net = count === 1 ? (amounts[from] ?? 0) : sumOfUnits(amounts, from, to)
        if (amounts instanceof Int32Array && !isNarrowAmount(net)) {
          amounts = inLayout({ amounts, decimals }, { decimals, wideAmounts: true })
          unknown = unknownAmong(amounts)
        }
        days[written] = day
        amounts[written] = net
        written += 1
      }
      if (known < count) {
        days[written] = day
        amounts[written] = unknown
        written += 1
      }
      from = to
    }
  }
  starts[customers] = written
  release(times)
  return {
    purchases: {
      customers,
      starts: starts.subarray(0, customers + 1),
      days: days.subarray(0, written),
      amounts: amounts.subarray(0, written),
      decimals,
    },
    duplicates,
  }
}
