import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** A deal that is the same sale as another one, which counts in its place. */
export interface CopiedDeal {
  readonly deal: string
  /** The deal that counts. */
  readonly countedAs: string
  /** Why that one counts. */
  readonly reason: string
  /** The customer that it counts for: seldom another one than the explained; null where it counts for nobody. */
  readonly countsFor: number | null
}

interface CopyRow {
  readonly connection: string
  readonly deal: string
  readonly countedConnection: string
  readonly counted: string
  readonly reason: string
  readonly customer: number | null
}

/** The copies of a customer's deals, and the customer's deals that are copies of ones that count elsewhere. */
export async function listCopies(db: Database, customer: number): Promise<CopiedDeal[]> {
  const { rows } = await sql<CopyRow>`
    with own as (
      select copy.* from identity_link as link
      join deal_party as party
        on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
      join deal_copy as copy
        on copy.counted_connection = party.connection and copy.counted_id = party.deal_id
      where link.customer_id = ${customer}
      union
      select copy.* from identity_link as link
      join deal_copy as copy
        on copy.connection = link.connection and copy.entity = link.entity and copy.party_id = link.record_id
      where link.customer_id = ${customer}
    )
    select own.connection, own.deal_id as deal, own.counted_connection as "countedConnection",
      own.counted_id as counted, own.reason, link.customer_id as customer
    from own
    left join deal_party as party
      on party.connection = own.counted_connection and party.deal_id = own.counted_id
    left join identity_link as link
      on link.connection = party.connection and link.entity = party.entity and link.record_id = party.party_id
    order by own.connection, length(own.deal_id), own.deal_id
  `.execute(db)
  return rows.map(({ connection, deal, countedConnection, counted, reason, customer: countsFor }) => ({
    deal: formatReference({ connection, entity: 'deal', id: deal }),
    countedAs: formatReference({ connection: countedConnection, entity: 'deal', id: counted }),
    reason,
    countsFor,
  }))
}

/** How many deals stand in more than one system, each counted once. */
export async function countCopiedDeals(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct (counted_connection, counted_id)) as count from deal_copy
  `.execute(db)
  return rows[0]?.count ?? 0
}
