import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { lockIdentity } from '../batch.ts'
import { chooseCompany } from './choose-company.ts'
import { knownPlaces, type PlaceSettings } from './place-evidence.ts'

/**
 * Brings up to date which company each place belongs to. There are few places, so all are looked at each time. Returns how many there
 * are, and how many belong to a company.
 */
export async function linkPlaces(
  db: Database,
  settings: PlaceSettings,
): Promise<{ readonly places: number; readonly linked: number }> {
  return db.transaction().execute(async (transaction) => {
    await lockIdentity(transaction)
    const places = await knownPlaces(transaction, settings)
    const links = places.map(({ connection, id, evidence }) => {
      const { company, reason } = chooseCompany(evidence)
      return {
        connection,
        place_id: id,
        company_connection: company?.connection ?? null,
        company_id: company?.id ?? null,
        reason,
      }
    })
    await sql`
      with wanted as materialized (
        select * from json_to_recordset(${JSON.stringify(links)}::json)
          as wanted(connection text, place_id text, company_connection text, company_id text, reason text)
      ), gone as (
        delete from place_link as held
        where not exists (select from wanted where wanted.connection = held.connection and wanted.place_id = held.place_id)
      )
      insert into place_link as held (connection, place_id, company_connection, company_id, reason)
      select connection, place_id, company_connection, company_id, reason from wanted
      on conflict (connection, place_id) do update
      set company_connection = excluded.company_connection, company_id = excluded.company_id, reason = excluded.reason
      where (held.company_connection, held.company_id, held.reason)
        is distinct from (excluded.company_connection, excluded.company_id, excluded.reason)
    `.execute(transaction)
    return { places: links.length, linked: links.filter(({ company_id }) => company_id !== null).length }
  })
}
