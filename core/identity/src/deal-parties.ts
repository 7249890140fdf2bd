import type { Association, CustomerLevel } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import { linkOf } from './link-rows.ts'
import type { KnownParty } from './party-choice.ts'
import { type PartyReference, partyKey } from './record-order.ts'
import { textRows } from './text-rows.ts'

/** A contact or company that deals may count for. */
export interface PartyRow extends PartyReference, KnownParty {
  readonly customer: number | null
}

interface LinkedDeal {
  readonly connection: string
  readonly associations: readonly Association[] | null
}

/** What is known of the deals' parties, and of those they were merged into. */
export async function loadParties(
  transaction: Database,
  level: CustomerLevel,
  deals: readonly LinkedDeal[],
): Promise<ReadonlyMap<string, PartyRow>> {
  const wanted = new Map<string, PartyReference>()
  for (const { connection, associations } of deals) {
    for (const { id } of associations ?? []) wanted.set(partyKey({ connection, id }), { connection, id })
  }
  const direct = await lookUpParties(transaction, level, [...wanted.values()])
  const merged = direct.filter(({ mergedInto }) => mergedInto !== null)
  const followed = merged.length === 0 ? [] : await followMerges(transaction, level, merged)
  return new Map([...direct, ...followed].map((row) => [partyKey(row), row]))
}

async function lookUpParties(
  transaction: Database,
  level: CustomerLevel,
  wanted: readonly PartyReference[],
): Promise<PartyRow[]> {
  const { rows } = await sql<PartyRow>`
    select known.connection, known.id, known.deleted_at is null as live, known.merged_into as "mergedInto",
      link.customer_id as customer
    from ${textRows('wanted', wanted, ['connection', 'id'])}
    join ${sql.table(tableOf(level))} as known on known.connection = wanted.connection and known.id = wanted.id
    ${linkOf(sql`known.connection`, sql`${level}`, sql`known.id`)}
  `.execute(transaction)
  return rows
}

/** The records that merged records live on in, and those that these were merged into, as far as it goes. */
async function followMerges(
  transaction: Database,
  level: CustomerLevel,
  merged: readonly PartyReference[],
): Promise<PartyRow[]> {
  const table = sql.table(tableOf(level))
  const { rows } = await sql<PartyRow>`
    with recursive known as (
      select record.connection, record.id, record.deleted_at, record.merged_into
      from ${textRows('wanted', merged, ['connection', 'id'])}
      join ${table} as record on record.connection = wanted.connection and record.id = wanted.id
      union
      select record.connection, record.id, record.deleted_at, record.merged_into
      from known join ${table} as record
        on record.connection = known.connection and record.id = known.merged_into
    )
    select known.connection, known.id, known.deleted_at is null as live, known.merged_into as "mergedInto",
      link.customer_id as customer
    from known ${linkOf(sql`known.connection`, sql`${level}`, sql`known.id`)}
  `.execute(transaction)
  return rows
}

/** Which record a deal counts for now; null: for none. */
export interface DealParty {
  readonly connection: string
  readonly deal: string
  readonly party: { readonly id: string; readonly reason: string } | null
}

/** Saves which records deals count for. */
export async function saveParties(
  transaction: Database,
  level: CustomerLevel,
  moved: readonly DealParty[],
): Promise<void> {
  const chosen = moved.flatMap(({ connection, deal, party }) =>
    party === null ? [] : [{ connection, deal, party: party.id, reason: party.reason }],
  )
  const dropped = moved.filter(({ party }) => party === null)
  if (chosen.length > 0) {
    await sql`
      insert into deal_party (connection, deal_id, entity, party_id, reason)
      select connection, deal, ${level}, party, reason
      from ${textRows('chosen', chosen, ['connection', 'deal', 'party', 'reason'])}
      on conflict (connection, deal_id)
      do update set entity = excluded.entity, party_id = excluded.party_id, reason = excluded.reason
    `.execute(transaction)
  }
  if (dropped.length > 0) {
    await sql`
      delete from deal_party as held
      using ${textRows('dropped', dropped, ['connection', 'deal'])}
      where held.connection = dropped.connection and held.deal_id = dropped.deal
    `.execute(transaction)
  }
}
