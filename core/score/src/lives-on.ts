import { type RawBuilder, sql } from 'kysely'

/** The records of an entity that were merged away, each with the one it lives on in: `connection, id, lives_on`. Few, as merges are. */
export function livesOn(entity: 'contact' | 'company'): RawBuilder<unknown> {
  const table = sql.table(entity)
  return sql`(
    with recursive follow as (
      select connection, id, merged_into, 1 as depth from ${table} where merged_into is not null
      union all
      select follow.connection, follow.id, next.merged_into, depth + 1
      from follow join ${table} as next on next.connection = follow.connection and next.id = follow.merged_into
      where next.merged_into is not null and depth < 20
    )
    select distinct on (connection, id) connection, id, merged_into as lives_on
    from follow order by connection, id, depth desc
  )`
}
