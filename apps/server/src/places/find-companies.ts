import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { referenceOf } from '../reviews/review-query.ts'

/** A company that a place may belong to. */
export interface FoundCompany {
  /** connection/company:id */
  readonly company: string
  readonly name: string | null
  readonly domains: string[]
}

/** The first companies, by name, of which `sought` is a part of the name, a domain, or the record itself. */
export async function findCompanies(
  db: Database,
  { sought, limit }: { readonly sought: string; readonly limit: number },
): Promise<FoundCompany[]> {
  const lower = sought.toLowerCase()
  const record = referenceOf(sought, 'company')
  const { rows } = await sql<{
    connection: string
    id: string
    name: string | null
    domains: string[] | null
  }>`
    select connection, id, data->>'name' as name, data->'domains' as domains from company
    where deleted_at is null and (
      position(${lower} in lower(data->>'name')) > 0 or data->'domains' ? ${lower}
      or (connection = ${record?.connection ?? null}::text and id = ${record?.id ?? null}::text)
    )
    order by lower(data->>'name') collate "C", connection, id limit ${limit}
  `.execute(db)
  return rows.map(({ connection, id, name, domains }) => ({
    ...{ company: formatReference({ connection, entity: 'company', id }), name, domains: domains ?? [] },
  }))
}
