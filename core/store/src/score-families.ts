import { type RawBuilder, sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * What stands beside the value of a customer in `score`, each under a policy of its own, such as `service@1`. All other policies
 * are ways to compute the value: a customer has one of them at a moment, and a newer one takes the place of the one before.
 */
export const furtherFamilies = ['service', 'experience', 'health', 'reputation'] as const
export type ScoreFamily = 'value' | (typeof furtherFamilies)[number]

/**
 * The condition for rows of `score` that are of a family: the newest of these is in force. Written as the index of the further
 * families has it. A scoring that no longer includes a customer says so by a newer row with `n` 0 and no values.
 */
export function ofFamily(family: ScoreFamily, table = 'score'): RawBuilder<boolean> {
  const name = sql`split_part(${sql.ref(`${table}.policy`)}, '@', 1)`
  if (family !== 'value') return sql<boolean>`${name} = ${sql.lit(family)}`
  return sql<boolean>`${name} not in (${sql.join(furtherFamilies.map((further) => sql.lit(further)))})`
}

/** Those of the further families that any customer has a score of. */
export async function furtherFamiliesInUse(db: Database): Promise<readonly ScoreFamily[]> {
  const inUse = furtherFamilies.map((family) => sql`exists (select from score where ${ofFamily(family)})`)
  const { rows } = await sql<{ inUse: boolean[] }>`select array[${sql.join(inUse)}] as "inUse"`.execute(db)
  return furtherFamilies.filter((_, index) => rows[0]?.inUse[index])
}
