import type { Database } from '@rapport/store'
import { sql } from 'kysely'

interface Named {
  readonly id: number
  readonly name: string | null
}

/**
 * What tells customers apart who are called the same on one page, by their numbers: an e-mail address, else a company or the domain of
 * one. Who is alone with a name is not in it.
 */
export async function besideNames(
  db: Database,
  listed: readonly Named[],
): Promise<ReadonlyMap<number, string>> {
  const namesakes = [...Map.groupBy(listed, ({ name }) => name?.trim().toLowerCase() ?? '')].flatMap(
    ([name, customers]) => (name === '' || customers.length < 2 ? [] : customers.map(({ id }) => id)),
  )
  if (namesakes.length === 0) return new Map()
  const { rows } = await sql<{ id: number; beside: string | null }>`
    select link.customer_id as id, coalesce(
      min(contact.data->'emails'->>0),
      min(company.data->'domains'->>0),
      min(employer.data->>'name')
    ) as beside
    from identity_link as link
    left join contact on link.entity = 'contact' and contact.connection = link.connection and contact.id = link.record_id
    left join company on link.entity = 'company' and company.connection = link.connection and company.id = link.record_id
    left join company as employer
      on employer.connection = contact.connection and employer.id = contact.data->'companies'->0->>'id'
    where link.customer_id = any(${namesakes}::bigint[]) group by link.customer_id
  `.execute(db)
  return new Map(rows.flatMap(({ id, beside }) => (beside === null ? [] : [[id, beside] as const])))
}
