import { type Association, formatReference, type RecordReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type CopiedDeal, listCopies } from './explain-copies.ts'

/** Why a record belongs to its customer, and what counts for it. */
export interface IdentityExplanation {
  readonly customer: { readonly id: number; readonly level: string; readonly name: string | null }
  readonly members: readonly { readonly record: string; readonly reason: string }[]
  /** Why something that a member shares was not used. */
  readonly setAside: readonly { readonly record: string; readonly reason: string }[]
  /** How many deals count for the customer. */
  readonly deals: number
  /** The latest of its deals that other contacts or companies take part in, whom they do not count for. */
  readonly sharedDeals: readonly SharedDeal[]
  /** Its deals that stand in several systems and count once, by the copies that do not. */
  readonly copies: readonly CopiedDeal[]
}

export interface SharedDeal {
  readonly deal: string
  /** The record that it counts for. */
  readonly party: string
  readonly reason: string
  /** The other records of the same kind that it is associated with. */
  readonly others: readonly string[]
}

/** The most shared deals that an explanation lists. */
const sharedDealLimit = 100

/** The customer that a contact, company or deal belongs to, a copy by way of the deal that counts in its place; null: none. */
export async function findCustomer(db: Database, reference: RecordReference): Promise<number | null> {
  const { connection, entity, id } = reference
  const { rows } =
    entity === 'deal'
      ? await sql<{ customer: number }>`
          select link.customer_id as customer from deal_party as party join identity_link as link
            on link.connection = party.connection and link.entity = party.entity and link.record_id = party.party_id
          where (party.connection, party.deal_id) in (
            values (${connection}, ${id})
            union all
            select counted_connection, counted_id from deal_copy where connection = ${connection} and deal_id = ${id}
          )
        `.execute(db)
      : await sql<{ customer: number }>`
          select customer_id as customer from identity_link
          where connection = ${connection} and entity = ${entity} and record_id = ${id}
        `.execute(db)
  return rows[0]?.customer ?? null
}

/** Explains the customer behind a contact, company or deal; null where it belongs to none. */
export async function explainIdentity(
  db: Database,
  reference: RecordReference,
): Promise<IdentityExplanation | null> {
  const id = await findCustomer(db, reference)
  if (id === null) return null
  const customer = await db
    .selectFrom('customer')
    .select(['id', 'level', 'name'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (customer === undefined) return null
  const members = await listMembers(db, id)
  const named = members.map(({ connection, entity, record, reason, aside }) => ({
    record: formatReference({ connection, entity, id: record }),
    reason,
    aside,
  }))
  return {
    customer,
    members: named.map(({ record, reason }) => ({ record, reason })),
    setAside: named.flatMap(({ record, aside }) => (aside === null ? [] : [{ record, reason: aside }])),
    deals: await countDeals(db, id),
    sharedDeals: await listSharedDeals(db, id, customer.level === 'company' ? 'companies' : 'contacts'),
    copies: await listCopies(db, id),
  }
}

interface MemberRow {
  readonly connection: string
  readonly entity: string
  readonly record: string
  readonly reason: string
  readonly aside: string | null
}

async function listMembers(db: Database, customer: number): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select link.connection, link.entity, link.record_id as record, link.reason, aside.reason as aside
    from identity_link as link left join reject as aside
      on aside.stage = 'identity' and aside.connection = link.connection and aside.entity = link.entity
      and aside.record_id = link.record_id and aside.resolved_at is null
    where link.customer_id = ${customer}
    order by link.connection, length(link.record_id), link.record_id
  `.execute(db)
  return rows
}

async function countDeals(db: Database, customer: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from identity_link as link join deal_party as party
      on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
    where link.customer_id = ${customer}
  `.execute(db)
  return rows[0]?.count ?? 0
}

async function listSharedDeals(
  db: Database,
  customer: number,
  associations: 'companies' | 'contacts',
): Promise<SharedDeal[]> {
  const { rows } = await sql<{
    connection: string
    deal: string
    entity: string
    party: string
    reason: string
    associations: readonly Association[]
  }>`
    select party.connection, party.deal_id as deal, party.entity, party.party_id as party, party.reason,
      deal.data->${associations}::text as associations
    from identity_link as link
    join deal_party as party
      on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
    join deal on deal.connection = party.connection and deal.id = party.deal_id
    where link.customer_id = ${customer} and jsonb_array_length(deal.data->${associations}::text) > 1
    order by deal.closed_at desc nulls last, deal.connection, deal.id limit ${sharedDealLimit}
  `.execute(db)
  return rows.map(({ connection, deal, entity, party, reason, associations: linked }) => ({
    deal: formatReference({ connection, entity: 'deal', id: deal }),
    party: formatReference({ connection, entity, id: party }),
    reason,
    others: [...new Set(linked.map(({ id }) => id))]
      .filter((id) => id !== party)
      .map((id) => formatReference({ connection, entity, id })),
  }))
}
