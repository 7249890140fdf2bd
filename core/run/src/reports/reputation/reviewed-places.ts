import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** A place, with the company that it belongs to. */
export interface ReviewedPlace {
  /** `google/place:1`. */
  readonly place: string
  readonly connection: string
  readonly placeId: string
  readonly name: string | null
  readonly brand: string | null
  /** `crm/company:1`; null where it belongs to none. */
  readonly company: string | null
  readonly companyName: string | null
  /** Why it belongs to that company, or to none; null before the first scoring. */
  readonly reason: string | null
}

interface Row extends Omit<ReviewedPlace, 'place' | 'company'> {
  readonly companyConnection: string | null
  readonly companyId: string | null
}

/** All places that are known, in order of their connections and ids. */
export async function reviewedPlaces(db: Database): Promise<ReviewedPlace[]> {
  const { rows } = await sql<Row>`
    select known.connection, known.id as "placeId", place.data->>'name' as name, nullif(place.data->>'brand', '') as brand,
      link.company_connection as "companyConnection", link.company_id as "companyId", company.data->>'name' as "companyName",
      link.reason
    from (
      select connection, id from place where deleted_at is null
      union select connection, place_id from review_metric group by connection, place_id
    ) as known
    left join readable_place as place on place.connection = known.connection and place.id = known.id
    left join place_link as link on link.connection = known.connection and link.place_id = known.id
    left join company on company.connection = link.company_connection and company.id = link.company_id
    order by known.connection, known.id
  `.execute(db)
  return rows.map(({ companyConnection, companyId, ...row }) => ({
    ...row,
    place: formatReference({ connection: row.connection, entity: 'place', id: row.placeId }),
    company:
      companyConnection === null || companyId === null
        ? null
        : formatReference({ connection: companyConnection, entity: 'company', id: companyId }),
  }))
}
