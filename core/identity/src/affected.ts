import type { CustomerLevel } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { HeldKey } from './components.ts'
import { rowKinds } from './key-rows.ts'
import { linkKinds } from './keys.ts'
import { linkOf } from './link-rows.ts'
import type { ActiveOverride } from './overrides.ts'
import type { PartyReference } from './record-order.ts'
import { openComplaint } from './set-aside.ts'

/** A record that the batch may move, as it stands. */
export interface AffectedRecord extends PartyReference {
  readonly live: boolean
  readonly mergedInto: string | null
  /** The id of its parent company in the same connection, where accounts roll up. */
  readonly parent: string | null
  readonly name: string | null
  readonly handle: string | null
  readonly customer: number | null
  readonly reason: string | null
  readonly setAside: string | null
  readonly keys: readonly HeldKey[]
}

/**
 * Stands in place of a connection, none of which has an empty name, where a customer is reached: its members are listed once,
 * not once for each of them.
 */
const customerNode = sql.lit('')

/**
 * Loads the next waiting records and everything that can be one customer with them, or was: records reached by keys that
 * link, by merges by hand, by merges in the source, by parent companies that count, and through the customers they belong to,
 * as far as that leads. One statement, however long the chain.
 */
export async function loadAffected(
  transaction: Database,
  level: CustomerLevel,
  overrides: readonly ActiveOverride[],
  maxComponent: number,
  limit: number,
): Promise<AffectedRecord[]> {
  const merges = overrides.filter(({ kind }) => kind === 'merge')
  const pairs = merges.flatMap(({ left, right }) => [pair(left, right), pair(right, left)])
  const linking = sql`array[${sql.join(linkKinds)}]`
  const blocked = sql`exists (
    select 1 from identity_key as counted where counted.kind = own.kind and counted.value = own.value
    offset ${maxComponent} limit 1
  )`
  // A parent that is gone or was never read joins nobody: the thousands that may name it are not loaded because one of them
  // changed. Those that were with it until now are reached by their customer.
  const family = sql`
        union all
        select child.connection, child.record_id from identity_key as child
        where child.kind = ${rowKinds.parent} and child.value = reached.id
          and child.connection = reached.connection and child.entity = ${level}
          and exists (
            select 1 from ${sql.table(tableOf(level))} as parent
            where parent.connection = reached.connection and parent.id = reached.id
              and (parent.deleted_at is null or parent.merged_into is not null)
          )
        union all
        select own.connection, own.value from identity_key as own
        where own.connection = reached.connection and own.entity = ${level} and own.record_id = reached.id
          and own.kind = ${rowKinds.parent}`
  const { rows } = await sql<AffectedRecord>`
    with recursive pair as materialized (
      select * from json_to_recordset(${JSON.stringify(pairs)}::json)
        as pair(connection text, id text, other_connection text, other_id text)
    ), reached(connection, id) as (
      (select connection, record_id from identity_key
      where kind = ${rowKinds.waiting} and value = ${level} limit ${limit})
      union
      select step.connection, step.id from reached cross join lateral (
        select other.connection, other.record_id as id
        from identity_key as own join identity_key as other on other.kind = own.kind and other.value = own.value
        where own.connection = reached.connection and own.entity = ${level} and own.record_id = reached.id
          and own.kind = any(${linking}) and not ${blocked}
        union all
        select ${customerNode}, own.customer_id::text from identity_link as own
        where own.connection = reached.connection and own.entity = ${level} and own.record_id = reached.id
        union all
        select member.connection, member.record_id from identity_link as member
        where member.customer_id = case when reached.connection = ${customerNode} then reached.id::bigint end
        union all
        select follower.connection, follower.record_id from identity_key as follower
        where follower.kind = ${rowKinds.merged}
          and follower.value = reached.connection || '/' || ${level}::text || ':' || reached.id
        union all
        select own.connection, substr(own.value, length(own.connection || '/' || ${level}::text || ':') + 1)
        from identity_key as own
        where own.connection = reached.connection and own.entity = ${level} and own.record_id = reached.id
          and own.kind = ${rowKinds.merged}
        union all
        select pair.other_connection, pair.other_id from pair
        where pair.connection = reached.connection and pair.id = reached.id
        ${level === 'company' ? family : sql``}
      ) as step
    )
    select reached.connection, reached.id, record.id is not null and record.deleted_at is null as live,
      record.merged_into as "mergedInto", (
        select own.value from identity_key as own
        where own.connection = reached.connection and own.entity = ${level} and own.record_id = reached.id
          and own.kind = ${rowKinds.parent}
      ) as parent, record.data->>'name' as name,
      coalesce(record.data->'emails'->>0, record.data->'domains'->>0) as handle,
      link.customer_id as customer, link.reason, ${openComplaint(sql`reached.connection`, sql`${level}`, sql`reached.id`)} as "setAside", coalesce(held.keys, '[]') as keys
    from reached
    left join ${sql.table(tableOf(level))} as record
      on record.connection = reached.connection and record.id = reached.id
    ${linkOf(sql`reached.connection`, sql`${level}`, sql`reached.id`)}
    left join lateral (
      select json_agg(json_build_object('kind', own.kind, 'value', own.value, 'blocked', ${blocked})) as keys
      from identity_key as own
      where own.connection = reached.connection and own.entity = ${level} and own.record_id = reached.id
        and own.kind = any(${linking})
    ) as held on true
    where reached.connection <> ${customerNode}
  `.execute(transaction)
  return rows
}

function pair(from: PartyReference, to: PartyReference) {
  return { connection: from.connection, id: from.id, other_connection: to.connection, other_id: to.id }
}
