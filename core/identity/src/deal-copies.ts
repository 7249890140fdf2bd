import type { CustomerLevel, ForeignKey } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { connectionOf, type SystemNames } from './foreign-records.ts'
import { deleteKeyRows, insertKeyRows, type KeyRow, rowKinds } from './key-rows.ts'
import type { PartyReference } from './record-order.ts'
import { formatDeal, type SaleCopy } from './same-sales.ts'
import { textRows } from './text-rows.ts'

/** A deal that changed: which deals it names as the same sale, and which it named when it was last looked at. */
export interface NamingDeal extends PartyReference {
  readonly names: readonly string[]
  readonly named: readonly string[]
}

/** The deals in other systems that a deal says it is the same sale as. */
export function namedDeals(
  deal: PartyReference,
  foreignKeys: readonly ForeignKey[],
  systems: SystemNames,
): string[] {
  const named = foreignKeys
    .filter(({ entity }) => entity.trim().toLowerCase() === 'deal')
    .map(({ system, id }) => formatDeal({ connection: connectionOf(system, systems), id }))
  return [...new Set(named)].filter((name) => name !== formatDeal(deal))
}

/**
 * Saves which deals these name, and finds all deals that are the same sale as one of them, or were until now. Null where no
 * deal names another, which costs one look-up.
 */
export async function connectDeals(
  transaction: Database,
  deals: readonly NamingDeal[],
): Promise<PartyReference[] | null> {
  if (deals.every(({ names, named }) => names.length + named.length === 0)) {
    if (!(await anyNames(transaction))) return null
  }
  const rows = (deal: NamingDeal, names: readonly string[], others: readonly string[]): KeyRow[] =>
    names
      .filter((value) => !others.includes(value))
      .map((value) => ({ connection: deal.connection, id: deal.id, kind: rowKinds.same, value }))
  await insertKeyRows(
    transaction,
    'deal',
    deals.flatMap((deal) => rows(deal, deal.names, deal.named)),
  )
  // Before the former names are taken away, so that those who were the same sale are settled anew as well.
  const connected = await reach(transaction, deals)
  await deleteKeyRows(
    transaction,
    'deal',
    deals.flatMap((deal) => rows(deal, deal.named, deal.names)),
  )
  return connected
}

async function anyNames(transaction: Database): Promise<boolean> {
  const { rows } = await sql<{ exist: boolean }>`
    select exists (select from identity_key where kind = ${rowKinds.same}) as exist
  `.execute(transaction)
  return rows[0]?.exist ?? false
}

/** The deals, and whatever they name or are named by, as far as that leads. A name may be one of no deal. */
async function reach(transaction: Database, deals: readonly PartyReference[]): Promise<PartyReference[]> {
  const { rows } = await sql<PartyReference>`
    with recursive reached(connection, id) as (
      select connection, id from ${textRows('chosen', deals, ['connection', 'id'])}
      union
      select step.connection, step.id from reached cross join lateral (
        select split_part(own.value, '/', 1) as connection, substr(own.value, strpos(own.value, '/deal:') + 6) as id
        from identity_key as own
        where own.connection = reached.connection and own.entity = 'deal' and own.record_id = reached.id
          and own.kind = ${rowKinds.same}
        union all
        select copy.connection, copy.record_id from identity_key as copy
        where copy.kind = ${rowKinds.same} and copy.value = reached.connection || '/deal:' || reached.id
      ) as step
    )
    select connection, id from reached
  `.execute(transaction)
  return rows
}

/** A copy with the record that it would count for, if it did. */
export interface PlacedCopy extends SaleCopy<PartyReference> {
  readonly party: string | null
}

/** Saves which of the deals are set beside others, and which are not any more. */
export async function saveCopies(
  transaction: Database,
  level: CustomerLevel,
  deals: readonly PartyReference[],
  copies: readonly PlacedCopy[],
): Promise<void> {
  const placed = copies.map(({ copy, counted, party, reason }) => ({
    connection: copy.connection,
    id: copy.id,
    countedConnection: counted.connection,
    countedId: counted.id,
    party,
    reason,
  }))
  const names = new Set(placed.map(formatDeal))
  const others = deals.filter((deal) => !names.has(formatDeal(deal)))
  await sql`
    delete from deal_copy where ctid = any(array(
      select held.place from ${textRows('gone', others, ['connection', 'id'])}
      cross join lateral (
        select own.ctid as place from deal_copy as own
        where own.connection = gone.connection and own.deal_id = gone.id offset 0
      ) as held
    ))
  `.execute(transaction)
  if (placed.length === 0) return
  const columns = ['connection', 'id', 'countedConnection', 'countedId', 'party', 'reason'] as const
  await sql`
    insert into deal_copy as held (connection, deal_id, counted_connection, counted_id, entity, party_id, reason)
    select connection, id, "countedConnection", "countedId", ${level}, party, reason
    from ${textRows('placed', placed, columns)}
    on conflict (connection, deal_id) do update set
      counted_connection = excluded.counted_connection, counted_id = excluded.counted_id,
      entity = excluded.entity, party_id = excluded.party_id, reason = excluded.reason
    where (held.counted_connection, held.counted_id, held.entity, held.party_id, held.reason)
      is distinct from
      (excluded.counted_connection, excluded.counted_id, excluded.entity, excluded.party_id, excluded.reason)
  `.execute(transaction)
}
