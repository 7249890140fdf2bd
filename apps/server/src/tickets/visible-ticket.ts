import { parseReference, type RecordReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { ownTickets } from '../access/own-rows.ts'
import type { Principal } from '../access/principal.ts'

/** The ticket that a reference names; null where it names none, or one that who asks may not see. */
export async function visibleTicket(
  db: Database,
  principal: Pick<Principal, 'agents'>,
  text: string,
): Promise<RecordReference | null> {
  const reference = referenceOf(text)
  if (reference === null || reference.entity !== 'ticket') return null
  if (principal.agents === null) return reference
  const { connection, id } = reference
  const { rows } = await sql`
    select from ticket_metric as metric
    where metric.connection = ${connection} and metric.ticket_id = ${id} and ${ownTickets(principal, 'metric')}
  `.execute(db)
  return rows.length === 0 ? null : reference
}

function referenceOf(text: string): RecordReference | null {
  try {
    return parseReference(text)
  } catch {
    return null
  }
}
