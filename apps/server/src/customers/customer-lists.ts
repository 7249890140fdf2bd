import { parseReference } from '@rapport/model'
import type { RecordPage, RecordPages } from '@rapport/run'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { ownTickets } from '../access/own-rows.ts'
import type { Principal } from '../access/principal.ts'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'

/** A page of a list. */
export interface Part {
  readonly cursor: string | undefined
  readonly limit: number
}

/** Something of which a customer has any number, the latest first. */
export interface CustomerList<Item> {
  page(part: Part): Promise<{ readonly items: Item[]; readonly next: string | null }>
  count(): Promise<number>
}

/** A page of a list, and how many there are. */
export async function pageOf<Item>(list: CustomerList<Item>, part: Part) {
  const [page, total] = await Promise.all([list.page(part), list.count()])
  return { ...page, total }
}

export interface CustomerDeal {
  readonly reference: string
  readonly name: string | null
  readonly state: string
  readonly amount: string | null
  readonly currency: string | null
  readonly closedAt: string | null
  readonly reason: string
  /** Where a person opens it in its own system; null where that is not known. */
  readonly page: RecordPage | null
}

/** The deals that count for a customer. */
export function customerDeals(
  db: Database,
  customerId: number,
  pages: RecordPages,
): CustomerList<CustomerDeal> {
  const list = storedDeals(db, customerId)
  const opened = (deal: Omit<CustomerDeal, 'page'>): CustomerDeal => {
    const { connection, id } = parseReference(deal.reference)
    return { ...deal, page: pages(connection, 'deal', id) }
  }
  return {
    count: list.count,
    page: async (part) => {
      const { items, next } = await list.page(part)
      return { items: items.map(opened), next }
    },
  }
}

const storedDeals = (db: Database, customerId: number): CustomerList<Omit<CustomerDeal, 'page'>> =>
  customerList<Omit<CustomerDeal, 'page'> & SortedRow>(db, {
    order: latestFirst(sql`deal.closed_at`, sql`deal.connection || '/deal:' || deal.id`),
    columns: sql`deal.connection || '/deal:' || deal.id as reference, deal.data->>'name' as name, deal.state,
      deal.data->>'amount' as amount, deal.data->>'currency' as currency, deal.data->>'closedAt' as "closedAt", party.reason`,
    from: sql`identity_link as link
      join deal_party as party
        on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
      join deal on deal.connection = party.connection and deal.id = party.deal_id and deal.deleted_at is null`,
    where: sql<boolean>`link.customer_id = ${customerId}`,
  })

export interface CustomerTicket {
  readonly reference: string
  readonly subject: string | null
  readonly category: string
  readonly startedAt: string
  readonly firstResponseSeconds: number | null
  readonly fcr: boolean | null
}

/** The tickets of a customer, of an agent the own ones alone. */
export function customerTickets(
  db: Database,
  principal: Pick<Principal, 'agents'>,
  customerId: number,
): CustomerList<CustomerTicket> {
  const reference = sql`metric.connection || '/ticket:' || metric.ticket_id`
  const order = latestFirst(sql`metric.started_at`, reference)
  return customerList<CustomerTicket & SortedRow>(db, {
    order,
    columns: sql`${reference} as reference, ticket.data->>'subject' as subject, metric.category,
      ${order.by} as "startedAt", metric.first_response as "firstResponseSeconds", metric.fcr`,
    from: sql`ticket_metric as metric
      left join ticket on ticket.connection = metric.connection and ticket.id = metric.ticket_id`,
    where: sql<boolean>`metric.customer_id = ${customerId} and ${ownTickets(principal, 'metric')}`,
  })
}

export interface CustomerReview {
  readonly reference: string
  readonly rating: number | null
  readonly scaleMax: number | null
  readonly text: string | null
  readonly createdAt: string | null
  readonly replyState: string | null
  readonly reason: string
}

/** The reviews that are known to be of a customer; of those whose content had to go, the reference alone. */
export function customerReviews(db: Database, customerId: number): CustomerList<CustomerReview> {
  const reference = sql`party.connection || '/review:' || party.review_id`
  return customerList<CustomerReview & SortedRow>(db, {
    order: latestFirst(sql`(review.data->>'createdAt')::timestamptz`, reference),
    columns: sql`${reference} as reference, (review.data->>'rating')::float8 as rating,
      (review.data->>'scaleMax')::float8 as "scaleMax", review.data->>'text' as text,
      review.data->>'createdAt' as "createdAt", review.data->>'replyState' as "replyState", party.reason`,
    from: sql`identity_link as link
      join review_party as party
        on party.party_connection = link.connection and party.party_entity = link.entity and party.party_id = link.record_id
      left join readable_review as review
        on review.connection = party.connection and review.id = party.review_id and review.deleted_at is null`,
    where: sql<boolean>`link.customer_id = ${customerId}`,
  })
}

/** An order by a moment, the latest first; the moment as text that keeps its microseconds. */
const latestFirst = (at: RawBuilder<unknown>, id: RawBuilder<unknown>): Keyset => ({
  ...{ sort: '-at', value: 'text', id: 'text', descending: true },
  by: sql`(to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') collate "C")`,
  idBy: sql`(${id} collate "C")`,
})

function customerList<Row extends SortedRow>(
  db: Database,
  {
    order,
    columns,
    from,
    where,
  }: {
    readonly order: Keyset
    readonly columns: RawBuilder<unknown>
    readonly from: RawBuilder<unknown>
    readonly where: RawBuilder<boolean>
  },
): CustomerList<Omit<Row, keyof SortedRow>> {
  return {
    page: async (part) => {
      const { rows, next } = await readPage(order, part, async (stretch) => {
        const found = await sql<Row>`
          select ${order.by} as "sortValue", ${order.idBy} as "sortId", ${columns} from ${from}
          where ${where} and ${stretch.where} order by ${stretch.orderBy} limit ${stretch.limit}
        `.execute(db)
        return found.rows
      })
      return { items: rows.map(({ sortValue: _, sortId: __, ...item }) => item), next }
    },
    count: async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from ${from} where ${where}
      `.execute(db)
      return rows[0]?.count ?? 0
    },
  }
}
