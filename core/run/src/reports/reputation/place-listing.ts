import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type ReviewedPlace, reviewedPlaces } from './reviewed-places.ts'

/** A place with how many reviews it has. */
export interface PlaceListing extends ReviewedPlace {
  /** Those that count. */
  readonly reviews: number
  /** Those among them whose author is known for certain. */
  readonly linkedReviewers: number
}

/** All places with their counts. */
export async function placeListing(db: Database): Promise<PlaceListing[]> {
  const { rows } = await sql<{ connection: string; placeId: string; reviews: number; linked: number }>`
    select metric.connection, metric.place_id as "placeId", count(*) as reviews, count(party.review_id) as linked
    from review_metric as metric
    left join review_party as party on party.connection = metric.connection and party.review_id = metric.review_id
    where not metric.is_copy
    group by metric.connection, metric.place_id
  `.execute(db)
  const counts = new Map(rows.map((row) => [`${row.connection}/${row.placeId}`, row]))
  return (await reviewedPlaces(db)).map((place) => {
    const found = counts.get(`${place.connection}/${place.placeId}`)
    return { ...place, reviews: found?.reviews ?? 0, linkedReviewers: found?.linked ?? 0 }
  })
}
