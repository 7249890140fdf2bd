import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { isLeftToPutBack } from './left-to-put-back.ts'
import { recordAudit } from './plan-record.ts'

/** Which fields that are held: all, or those for which everything that is named holds. */
export interface HoldFilter {
  readonly connection?: string
  readonly entity?: string
  readonly recordId?: string
  readonly field?: string
  /** The revert that put them back. */
  readonly planId?: number
  /** A part of the record's name, or its id. */
  readonly text?: string
}

/**
 * The fields that are held, each with its record (`hold`, `contact`, `company`, `ticket`) and the plan that put it back (`plan`): what
 * stands behind `from`.
 */
export const heldFields = sql`write_hold as hold
  join plan on plan.id = hold.plan_id
  left join contact on hold.entity = 'contact' and contact.connection = hold.connection and contact.id = hold.record_id
  left join company on hold.entity = 'company' and company.connection = hold.connection and company.id = hold.record_id
  left join ticket on hold.entity = 'ticket' and ticket.connection = hold.connection and ticket.id = hold.record_id`

/** What a person calls the record of a field of `heldFields`. */
export const heldRecordName = sql`coalesce(contact.data->>'name', company.data->>'name', ticket.data->>'subject')`

/** The fields of `heldFields` that a filter lets through. */
export function whichHolds(filter: HoldFilter): RawBuilder<boolean> {
  const { connection, entity, recordId, field, planId, text } = filter
  const conditions = [
    connection === undefined ? [] : sql<boolean>`hold.connection = ${connection}`,
    entity === undefined ? [] : sql<boolean>`hold.entity = ${entity}`,
    recordId === undefined ? [] : sql<boolean>`hold.record_id = ${recordId}`,
    field === undefined ? [] : sql<boolean>`hold.field = ${field}`,
    planId === undefined ? [] : sql<boolean>`hold.plan_id = ${planId}`,
    text === undefined
      ? []
      : sql<boolean>`(hold.record_id = ${text} or position(lower(${text}) in lower(${heldRecordName})) > 0)`,
  ].flat()
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/**
 * Lets reverted fields be written again by the next plan. A record that the CRM refused to put back is left as it is with that, and set
 * aside no more. Returns how many fields of how many records were released.
 */
export async function releaseHolds(
  db: Database,
  filter: HoldFilter,
  actor = 'rapport',
): Promise<{ readonly fields: number; readonly records: number }> {
  return db.transaction().execute(async (transaction) => {
    const left = await rejectsLeftToPutBack(transaction)
    const { rows } = await sql<{ fields: number; records: number }>`
      with released as (
        delete from write_hold
        where (connection, entity, record_id, field) in (
          select hold.connection, hold.entity, hold.record_id, hold.field from ${heldFields} where ${whichHolds(filter)}
        )
        returning connection, entity, record_id
      )
      select count(*) as fields, count(distinct (connection, entity, record_id)) as records from released
    `.execute(transaction)
    await sql`
      update reject set resolved_at = now() where id = any(${left}) and not ${isLeftToPutBack}
    `.execute(transaction)
    const released = rows[0] ?? { fields: 0, records: 0 }
    const subject = filter.connection === undefined ? 'holds' : `holds of ${filter.connection}`
    await recordAudit(transaction, actor, 'release', subject, { ...filter, ...released })
    return released
  })
}

async function rejectsLeftToPutBack(db: Database): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from reject where resolved_at is null and ${isLeftToPutBack}
  `.execute(db)
  return rows.map(({ id }) => id)
}
