import { Buffer, isAscii } from 'node:buffer'
import type { PartitionResult } from './partition.ts'
import { amountColumn, dayColumn, inLayout, type PurchaseDays } from './purchase-days.ts'
import { release, reserve } from './reserved-memory.ts'
import { commonDecimals } from './transaction-blocks.ts'

/** Bytes of ids that are made into strings at once. */
const SLAB = 1 << 20

/** The ids of a partition as strings, one after the other. Takes the bytes apart. */
class IdTexts {
  readonly #bytes: Buffer<ArrayBuffer>
  #start = 0
  #texts: readonly string[] = []
  #place = 0

  constructor(ids: Uint8Array<ArrayBuffer>) {
    this.#bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength)
  }

  next(): string {
    if (this.#place === this.#texts.length) this.#read()
    this.#place += 1
    return this.#texts[this.#place - 1] ?? ''
  }

  /** Cutting one long string is far quicker than making each id from its bytes. */
  #read(): void {
    const { length } = this.#bytes
    const full = this.#start + SLAB
    const end = full >= length ? length : this.#bytes.indexOf(0, full) + 1
    const slab = this.#bytes.subarray(this.#start, end - 1)
    this.#texts = slab.toString(isAscii(slab) ? 'latin1' : 'utf8').split('\0')
    this.#place = 0
    this.#start = end
    if (end === length) release(this.#bytes)
  }
}

/** For each customer of the file, in the order in which they appear in it, the partition that has it. */
function partitionOfEach(parts: readonly PartitionResult[]): Uint8Array {
  const total = parts.reduce((sum, { firstLines }) => sum + firstLines.length, 0)
  const order = new Uint8Array(total)
  const heads = parts.map(({ firstLines }) => firstLines[0] ?? Infinity)
  const places = parts.map(() => 0)
  for (let customer = 0; customer < total; customer += 1) {
    let first = 0
    for (let part = 1; part < heads.length; part += 1) {
      if ((heads[part] ?? Infinity) < (heads[first] ?? Infinity)) first = part
    }
    order[customer] = first
    const place = (places[first] ?? 0) + 1
    places[first] = place
    heads[first] = parts[first]?.firstLines[place] ?? Infinity
  }
  return order
}

/** Puts the entries of all partitions in the order of the customers, one column at a time. */
function arrange<Column extends PurchaseDays['days'] | PurchaseDays['amounts']>(
  order: Uint8Array,
  parts: readonly { readonly starts: Uint32Array; readonly column: Column }[],
  merged: Column,
): Column {
  const places = parts.map(() => 0)
  let written = 0
  for (const part of order) {
    const { starts, column } = parts[part] ?? { starts: order, column: merged }
    const place = places[part] ?? 0
    places[part] = place + 1
    const end = starts[place + 1] ?? 0
    for (let at = starts[place] ?? 0; at < end; at += 1) {
      merged[written] = column[at] ?? 0
      written += 1
    }
  }
  for (const { column } of parts) release(column)
  return merged
}

/**
 * The customers of all partitions, with their purchases, in the order in which they appear in the file. Takes the
 * partitions apart, so that both are never in memory whole.
 */
export function mergePartitions(parts: readonly PartitionResult[]): {
  ids: readonly string[]
  purchases: PurchaseDays
} {
  const [only] = parts
  if (only !== undefined && parts.length === 1) {
    release(only.firstLines)
    const texts = new IdTexts(only.ids)
    return {
      ids: Array.from({ length: only.purchases.customers }, () => texts.next()),
      purchases: only.purchases,
    }
  }
  const order = partitionOfEach(parts)
  release(...parts.map(({ firstLines }) => firstLines))
  const purchases = parts.map((part) => part.purchases)
  const layout = commonDecimals(purchases)
  const entries = purchases.reduce((sum, { days }) => sum + days.length, 0)
  const wideDays = purchases.some(({ days }) => days instanceof Int32Array)
  const amounts = arrange(
    order,
    purchases.map((part) => ({ starts: part.starts, column: inLayout(part, layout) })),
    amountColumn(entries, layout.wideAmounts),
  )
  const days = arrange(
    order,
    purchases.map((part) => ({ starts: part.starts, column: part.days })),
    dayColumn(entries, wideDays),
  )
  const starts = new Uint32Array(reserve(4 * (order.length + 1)), 0, order.length + 1)
  const places = parts.map(() => 0)
  const texts = parts.map((part) => new IdTexts(part.ids))
  const ids = Array.from(order, (part, customer) => {
    const place = places[part] ?? 0
    places[part] = place + 1
    const from = purchases[part]?.starts[place] ?? 0
    const to = purchases[part]?.starts[place + 1] ?? 0
    starts[customer + 1] = (starts[customer] ?? 0) + to - from
    return texts[part]?.next() ?? ''
  })
  release(...purchases.map((part) => part.starts))
  return { ids, purchases: { customers: order.length, starts, days, amounts, decimals: layout.decimals } }
}
