import { wantedPositions } from '@rapport/metrics'
import { sortedQuantile } from '@rapport/stats'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

/** Memory of the database for the groups and their durations; with less it writes them to disk. */
const workMemory = '64MB'

/** Runs a query that collects the durations of each group. */
export function rowsOfGroups<T>(db: Database, query: RawBuilder<T>): Promise<readonly T[]> {
  return db.transaction().execute(async (transaction) => {
    await sql`set local work_mem = ${sql.lit(workMemory)}`.execute(transaction)
    return (await query.execute(transaction)).rows
  })
}

/**
 * What figures are told from of the durations of a group, whole seconds separated by commas, which is cheaper to read than arrays;
 * null: there are none.
 */
export function listedDurations(list: string | null): {
  readonly answered: number
  readonly totalSeconds: number
  /** At `wantedPositions(answered)`. */
  readonly values: readonly number[]
  readonly sorted: Int32Array
} {
  const sorted = (list === null ? new Int32Array() : wholeNumbers(list)).sort()
  let totalSeconds = 0
  for (const seconds of sorted) totalSeconds += seconds
  return {
    answered: sorted.length,
    totalSeconds,
    values: wantedPositions(sorted.length).map((share) => sortedQuantile(sorted, share) ?? Number.NaN),
    sorted,
  }
}

const comma = ','.charCodeAt(0)
const minus = '-'.charCodeAt(0)
const zero = '0'.charCodeAt(0)

/** Digit by digit: split into texts first, a million of them kept the process from everything else for half a second. */
function wholeNumbers(list: string): Int32Array {
  let count = 1
  for (let at = 0; at < list.length; at += 1) if (list.charCodeAt(at) === comma) count += 1
  const numbers = new Int32Array(count)
  let at = 0
  for (let index = 0; index < count; index += 1) {
    const sign = list.charCodeAt(at) === minus ? -1 : 1
    if (sign === -1) at += 1
    let number = 0
    for (; at < list.length && list.charCodeAt(at) !== comma; at += 1)
      number = number * 10 + (list.charCodeAt(at) - zero)
    numbers[index] = sign * number
    at += 1
  }
  return numbers
}
