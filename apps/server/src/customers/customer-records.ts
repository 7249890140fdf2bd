import { formatReference } from '@rapport/model'
import type { RecordUrls } from '@rapport/run'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { ownCustomers, ownTickets } from '../access/own-rows.ts'
import type { Principal } from '../access/principal.ts'
import { type Keyset, readPage, type SortedRow, type Stretch } from '../http/keyset.ts'

/** A page of a list. */
export interface Part {
  readonly cursor: string | undefined
  readonly limit: number
}

interface Page<Item> {
  readonly items: Item[]
  readonly next: string | null
}

/** Who a customer is; null where there is none, or who asks may not see it. */
export async function findVisibleCustomer(
  db: Database,
  principal: Pick<Principal, 'agents'>,
  id: number,
): Promise<{
  readonly id: number
  readonly name: string | null
  readonly level: 'company' | 'contact'
} | null> {
  const { rows } = await sql<{ id: number; name: string | null; level: 'company' | 'contact' }>`
    select id, name, level from customer
    where id = ${id} and ${ownCustomers(principal, sql<number>`customer.id`)}
  `.execute(db)
  return rows[0] ?? null
}

/** A record that is part of a customer, and why. */
export interface MemberRecord {
  readonly reference: string
  readonly name: string | null
  readonly email: string | null
  readonly reason: string
  /** Where a person opens it in its own system; null where that is not known. */
  readonly url: string | null
}

/** The records that a customer is made of. */
export async function customerRecords(db: Database, id: number, urls: RecordUrls): Promise<MemberRecord[]> {
  const { rows } = await sql<{
    connection: string
    entity: 'contact' | 'company'
    record: string
    reason: string
    name: string | null
    email: string | null
  }>`
    select link.connection, link.entity, link.record_id as record, link.reason,
      coalesce(contact.data, company.data)->>'name' as name, contact.data->'emails'->>0 as email
    from identity_link as link
    left join contact on link.entity = 'contact' and contact.connection = link.connection and contact.id = link.record_id
    left join company on link.entity = 'company' and company.connection = link.connection and company.id = link.record_id
    where link.customer_id = ${id} order by link.connection, length(link.record_id), link.record_id
  `.execute(db)
  return rows.map(({ connection, entity, record, ...rest }) => ({
    reference: formatReference({ connection, entity, id: record }),
    url: urls(connection, entity, record),
    ...rest,
  }))
}

/** An order by a moment, the latest first; the moment as text that keeps its microseconds. */
const latestFirst = (at: RawBuilder<unknown>, id: RawBuilder<unknown>): Keyset => ({
  ...{ sort: '-at', value: 'text', id: 'text', descending: true },
  by: sql`(to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') collate "C")`,
  idBy: sql`(${id} collate "C")`,
})

export interface CustomerDeal extends SortedRow {
  readonly reference: string
  readonly name: string | null
  readonly state: string
  readonly amount: string | null
  readonly currency: string | null
  readonly closedAt: string | null
  readonly reason: string
}

/** The deals that count for a customer, the latest first. */
export function customerDeals(
  db: Database,
  customerId: number,
  part: Part,
): Promise<Page<Omit<CustomerDeal, keyof SortedRow>>> {
  const order = latestFirst(sql`deal.closed_at`, sql`deal.connection || '/deal:' || deal.id`)
  return pageOf(order, part, async ({ where, orderBy, limit }) => {
    const { rows } = await sql<CustomerDeal>`
      select ${order.by} as "sortValue", ${order.idBy} as "sortId", deal.connection || '/deal:' || deal.id as reference,
        deal.data->>'name' as name, deal.state, deal.data->>'amount' as amount, deal.data->>'currency' as currency,
        deal.data->>'closedAt' as "closedAt", party.reason
      from identity_link as link
      join deal_party as party
        on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
      join deal on deal.connection = party.connection and deal.id = party.deal_id and deal.deleted_at is null
      where link.customer_id = ${customerId} and ${where} order by ${orderBy} limit ${limit}
    `.execute(db)
    return rows
  })
}

export interface CustomerTicket extends SortedRow {
  readonly reference: string
  readonly subject: string | null
  readonly category: string
  readonly startedAt: string
  readonly firstResponseSeconds: number | null
  readonly fcr: boolean | null
}

/** The tickets of a customer, of an agent the own ones alone, the latest first. */
export function customerTickets(
  db: Database,
  principal: Pick<Principal, 'agents'>,
  customerId: number,
  part: Part,
): Promise<Page<Omit<CustomerTicket, keyof SortedRow>>> {
  const order = latestFirst(sql`metric.started_at`, sql`metric.connection || '/ticket:' || metric.ticket_id`)
  return pageOf(order, part, async ({ where, orderBy, limit }) => {
    const { rows } = await sql<CustomerTicket>`
      select ${order.by} as "sortValue", ${order.idBy} as "sortId",
        metric.connection || '/ticket:' || metric.ticket_id as reference, ticket.data->>'subject' as subject,
        metric.category, ${order.by} as "startedAt", metric.first_response as "firstResponseSeconds", metric.fcr
      from ticket_metric as metric
      left join ticket on ticket.connection = metric.connection and ticket.id = metric.ticket_id
      where metric.customer_id = ${customerId} and ${ownTickets(principal, 'metric')} and ${where}
      order by ${orderBy} limit ${limit}
    `.execute(db)
    return rows
  })
}

export interface CustomerReview extends SortedRow {
  readonly reference: string
  readonly rating: number | null
  readonly scaleMax: number | null
  readonly text: string | null
  readonly createdAt: string | null
  readonly replyState: string | null
  readonly reason: string
}

/** The reviews that are known to be of a customer, the latest first; of those whose content had to go, the reference alone. */
export function customerReviews(
  db: Database,
  customerId: number,
  part: Part,
): Promise<Page<Omit<CustomerReview, keyof SortedRow>>> {
  const at = sql`(review.data->>'createdAt')::timestamptz`
  const order = latestFirst(at, sql`party.connection || '/review:' || party.review_id`)
  return pageOf(order, part, async ({ where, orderBy, limit }) => {
    const { rows } = await sql<CustomerReview>`
      select ${order.by} as "sortValue", ${order.idBy} as "sortId",
        party.connection || '/review:' || party.review_id as reference, (review.data->>'rating')::float8 as rating,
        (review.data->>'scaleMax')::float8 as "scaleMax", review.data->>'text' as text,
        review.data->>'createdAt' as "createdAt", review.data->>'replyState' as "replyState", party.reason
      from identity_link as link
      join review_party as party
        on party.party_connection = link.connection and party.party_entity = link.entity and party.party_id = link.record_id
      left join readable_review as review
        on review.connection = party.connection and review.id = party.review_id and review.deleted_at is null
      where link.customer_id = ${customerId} and ${where} order by ${orderBy} limit ${limit}
    `.execute(db)
    return rows
  })
}

async function pageOf<Row extends SortedRow>(
  order: Keyset,
  part: Part,
  read: (stretch: Stretch) => Promise<readonly Row[]>,
): Promise<Page<Omit<Row, keyof SortedRow>>> {
  const { rows, next } = await readPage(order, part, read)
  return { items: rows.map(({ sortValue: _, sortId: __, ...item }) => item), next }
}
