import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** What a group may be that is named by a record and not by a word. */
export type NamedGrouping = 'agent' | 'team' | 'customer'

/** The names of groups, by their keys: `connection/id` of agents and teams, the number of a customer. */
export async function groupNames(
  db: Database,
  grouping: NamedGrouping,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const query =
    grouping === 'customer'
      ? sql<{ key: string; name: string | null }>`
          select id::text as key, name from customer where id = any(${keys}::bigint[])`
      : sql<{ key: string; name: string | null }>`
          select connection || '/' || id as key, data->>'name' as name from ${sql.table(grouping)}
          where connection || '/' || id = any(${keys}::text[])`
  const { rows } = await query.execute(db)
  return new Map(rows.flatMap(({ key, name }) => (name === null ? [] : [[key, name] as const])))
}
