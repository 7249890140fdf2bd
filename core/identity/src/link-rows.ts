import { type RawBuilder, sql } from 'kysely'

/**
 * Joins the link of a record to its customer, as `link`. `offset 0` makes each row one look-up by primary key: while the
 * tables grow the planner believes that they hold a few rows and would read all of them for every record.
 */
export function linkOf(
  connection: RawBuilder<unknown>,
  entity: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`left join lateral (
    select * from identity_link as held
    where held.connection = ${connection} and held.entity = ${entity} and held.record_id = ${id} offset 0
  ) as link on true`
}
