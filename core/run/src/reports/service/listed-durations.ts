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
  readonly sorted: Float64Array
} {
  const sorted = Float64Array.from(list?.split(',') ?? [], Number).sort()
  return {
    answered: sorted.length,
    totalSeconds: sorted.reduce((sum, seconds) => sum + seconds, 0),
    values: wantedPositions(sorted.length).map((share) => sortedQuantile(sorted, share) ?? Number.NaN),
    sorted,
  }
}
