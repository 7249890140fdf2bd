import { formatReference, type RecordReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { readPage, type SortedRow, type Stretch } from '../http/keyset.ts'
import { type CustomerFilter, conditionOf, keysetOf } from './customer-filter.ts'
import { besideNames } from './namesakes.ts'

/** A number with its 80 % interval. */
export interface NumberWithInterval {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** A customer as lists show it. */
export interface ListedCustomer {
  readonly id: number
  readonly name: string | null
  /** What tells it from others of that name on the page; null: it is alone with it, or nothing is known. */
  readonly besideName: string | null
  /** The first of its records. */
  readonly record: string | null
  readonly segment: string | null
  readonly churnRisk: string | null
  readonly clv: NumberWithInterval | null
  readonly probabilityAlive: number | null
  readonly expectedOrders: number | null
  readonly orders: number | null
  readonly lastOrderAt: string | null
  readonly health: number | null
  readonly why: string | null
}

interface Row extends SortedRow, Omit<ListedCustomer, 'clv' | 'record' | 'besideName'> {
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly record: RecordReference | null
}

/** One page of customers. */
export async function listCustomers(
  db: Database,
  filter: CustomerFilter,
  part: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: ListedCustomer[]; readonly next: string | null }> {
  const keyset = keysetOf(filter.sort)
  const read = async ({ where, orderBy, limit }: Stretch): Promise<readonly Row[]> => {
    const { rows } = await sql<Row>`
      select ${keyset.by} as "sortValue", list.customer_id as "sortId", list.customer_id as id, list.name,
        (
          select jsonb_build_object('connection', connection, 'entity', entity, 'id', record_id) from identity_link
          where customer_id = list.customer_id order by connection, length(record_id), record_id limit 1
        ) as record,
        list.segment, list.churn_risk as "churnRisk", list.clv, list.clv_low as low, list.clv_high as high,
        list.probability_alive as "probabilityAlive", list.expected_orders as "expectedOrders", list.orders,
        list.last_order_at as "lastOrderAt", list.health, list.why
      from customer_list as list where ${where} and ${conditionOf(filter)} order by ${orderBy} limit ${limit}
    `.execute(db)
    return rows
  }
  const { rows, next } = await readPage(keyset, part, read)
  const beside = await besideNames(db, rows)
  return { items: rows.map((row) => listed(row, beside.get(row.id) ?? null)), next }
}

function listed(
  { sortValue: _, sortId: __, clv, low, high, record, ...row }: Row,
  besideName: string | null,
): ListedCustomer {
  return {
    ...row,
    besideName,
    record: record === null ? null : formatReference(record),
    clv: clv === null ? null : { value: clv, low, high },
  }
}

/** How many customers a filter lets through. */
export async function countCustomers(db: Database, filter: CustomerFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from customer_list as list where ${conditionOf(filter)}
  `.execute(db)
  return rows[0]?.count ?? 0
}
