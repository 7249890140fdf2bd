import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { PlaceKey } from './place-parts.ts'
import { customersOfPlaces } from './tallies.ts'

/** A place with the customer that it belongs to. */
export interface OwnedPlace extends PlaceKey {
  readonly customerId: number
}

/**
 * All places with their customers, in order of these, and the customers that a change of places concerns: those that have one of them,
 * and those that got or lost a place since it was looked at last, which is remembered.
 */
export async function concernedCustomers(
  transaction: Database,
  changed: readonly PlaceKey[],
): Promise<{ readonly owned: readonly OwnedPlace[]; readonly concerned: ReadonlySet<number> }> {
  const { rows: owned } = await sql<OwnedPlace>`
    select connection, place_id as "placeId", customer_id as "customerId" from (${customersOfPlaces()}) as owned
    order by customer_id, connection, place_id
  `.execute(transaction)
  const { rows: moved } = await sql<{ customerId: number }>`
    with owned as materialized (
      select * from json_to_recordset(${JSON.stringify(owned)}::json)
        as owned(connection text, "placeId" text, "customerId" bigint)
    ), lost as (
      delete from scored_place where (connection, place_id, customer_id) not in (select * from owned)
      returning customer_id
    ), got as (
      insert into scored_place select * from owned on conflict do nothing returning customer_id
    )
    select customer_id as "customerId" from lost union select customer_id from got
  `.execute(transaction)
  const isChanged = new Set(changed.map(nameOf))
  const ofChanged = owned.filter((place) => isChanged.has(nameOf(place)))
  return { owned, concerned: new Set([...ofChanged, ...moved].map(({ customerId }) => customerId)) }
}

const nameOf = ({ connection, placeId }: PlaceKey): string => JSON.stringify([connection, placeId])
