import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { ownCustomers } from '../access/own-rows.ts'
import type { Principal } from '../access/principal.ts'
import { notFound } from '../http/problem.ts'

export interface VisibleCustomer {
  readonly id: number
  readonly name: string | null
  readonly level: 'company' | 'contact'
}

/**
 * Who a customer is.
 * @throws ProblemError where there is none of this number, or who asks may not see it: the two are not told apart.
 */
export async function visibleCustomer(
  db: Database,
  principal: Pick<Principal, 'agents'>,
  id: number,
): Promise<VisibleCustomer> {
  const { rows } = await sql<VisibleCustomer>`
    select id, name, level from customer
    where id = ${id} and ${ownCustomers(principal, sql<number>`customer.id`)}
  `.execute(db)
  const [found] = rows
  if (found === undefined) throw notFound(`customer ${id}`)
  return found
}
