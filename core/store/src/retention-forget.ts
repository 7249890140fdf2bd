import { type RawBuilder, sql } from 'kysely'
import type { Database } from './open.ts'
import { ofFamily } from './score-families.ts'

/**
 * Takes what tells of a source out of what stays when its records go: explanations of scores, past ones too, that name one of its
 * records or are of a customer that one of its places belongs to, and what was said in replies to it, of which the audit keeps that
 * they were sent. Only explanations that can tell of a review are looked at: no other says anything of one. They are told anew by the
 * next scoring. Call it before the records are deleted.
 */
export async function eraseSource(
  transaction: Database,
  connection: string,
  ownersOfPlaces: readonly number[],
): Promise<void> {
  await sql`
    update score set why = null, explanation = '{}'
    where ${ofSources()} and (why is not null or explanation <> '{}')
      and (customer_id = any(${ownersOfPlaces}::bigint[]) or ${namesRecordsOf(connection)})
  `.execute(transaction)
  // The replies are found by their numbers: lines of the audit keep the name that the connection had.
  await sql`
    update audit set detail = detail - 'text' - 'problem' from review_reply as reply
    where reply.connection = ${connection} and starts_with(audit.action, 'review.reply')
      and audit.detail->'reply' = to_jsonb(reply.id)
  `.execute(transaction)
}

/** The condition for scores whose explanations are told from records of sources, which they name. */
export function ofSources(): RawBuilder<boolean> {
  return ofFamily('reputation')
}

/** The condition that a record of a connection, written `connection/entity:id`, is a value anywhere in an explanation. */
export function namesRecordsOf(connection: string): RawBuilder<boolean> {
  return sql<boolean>`jsonb_path_exists(explanation, '$.** ? (@ starts with $prefix)',
    jsonb_build_object('prefix', ${`${connection}/`}::text))`
}
