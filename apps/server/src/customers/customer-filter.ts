import { parseReference } from '@rapport/model'
import { type RawBuilder, sql } from 'kysely'
import { ownCustomers } from '../access/own-rows.ts'
import type { Keyset } from '../http/keyset.ts'

/** Which customers are listed, and in which order. */
export interface CustomerFilter {
  readonly q?: string | undefined
  readonly segment: readonly string[]
  readonly churnRisk: readonly string[]
  readonly sort: CustomerSort
  /** The agents whose customers alone are seen; null: all. */
  readonly agents: readonly string[] | null
}

const orders = {
  clv: { by: sql`list.clv`, value: 'number' },
  name: { by: sql`(lower(list.name) collate "C")`, value: 'text' },
  probabilityAlive: { by: sql`list.probability_alive`, value: 'number' },
  lastOrderAt: { by: sql`(list.last_order_at collate "C")`, value: 'text' },
  health: { by: sql`list.health`, value: 'number' },
} as const

export const customerSorts = [
  ...['clv', '-clv', 'name', '-name', 'probabilityAlive', '-probabilityAlive'],
  ...['lastOrderAt', '-lastOrderAt', 'health', '-health'],
] as const satisfies readonly string[]
type Order = keyof typeof orders
export type CustomerSort = Order | `-${Order}`

/** The order that a sort asks for. */
export function keysetOf(sort: CustomerSort): Keyset {
  const descending = sort.startsWith('-')
  const order = orders[(descending ? sort.slice(1) : sort) as Order]
  return { ...order, sort, descending, id: 'number', idBy: sql`list.customer_id` }
}

/** The rows of `customer_list as list` that a filter lets through. */
export function conditionOf({ q, segment, churnRisk, agents }: CustomerFilter): RawBuilder<boolean> {
  const conditions = [ownCustomers({ agents }, sql<number>`list.customer_id`)]
  if (segment.length > 0) conditions.push(sql<boolean>`list.segment = any(${segment}::text[])`)
  if (churnRisk.length > 0) conditions.push(sql<boolean>`list.churn_risk = any(${churnRisk}::text[])`)
  if (q !== undefined && q.trim() !== '') conditions.push(fits(q.trim().toLowerCase(), q.trim()))
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** A part of the name, a whole e-mail address, or a record written `connection/entity:id`. */
function fits(lower: string, written: string): RawBuilder<boolean> {
  const alternatives = [sql`position(${lower} in lower(list.name)) > 0`]
  if (lower.includes('@'))
    alternatives.push(sql`list.customer_id in (
      select link.customer_id from identity_key as key join identity_link as link
        on link.connection = key.connection and link.entity = key.entity and link.record_id = key.record_id
      where key.kind = 'email' and key.value = ${lower}
    )`)
  if (/^[^/:]+\/[^/:]+:.+$/.test(written)) {
    const { connection, entity, id } = parseReference(written)
    alternatives.push(sql`list.customer_id in (
      select customer_id from identity_link where connection = ${connection} and entity = ${entity} and record_id = ${id}
    )`)
  }
  return sql<boolean>`(${sql.join(alternatives, sql` or `)})`
}
