import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Holds all that a revert is about to put back, from the moment it begins: where it is interrupted, no sync writes anew what a person
 * wants taken back. What an earlier revert holds stays that one's until this one has come to it.
 */
export async function holdOpenLines(db: Database, planId: number): Promise<void> {
  await sql`
    insert into write_hold (connection, entity, record_id, field, plan_id)
    select plan.connection, plan.entity, item.record_id, field, plan.id
    from plan join plan_item item on item.plan_id = plan.id cross join lateral jsonb_object_keys(item.after) as field
    where plan.id = ${planId} and plan.kind = 'revert' and item.state in ('planned', 'sending')
    on conflict (connection, entity, record_id, field) do nothing
  `.execute(db)
}

/**
 * Lets go of what a revert held and, now that it has ended, leaves as it is: for a person's edit, since the record is gone, or
 * as it was given up.
 */
export async function dropHoldsOfLeft(db: Database, planId: number): Promise<void> {
  await sql`
    delete from write_hold hold
    where hold.plan_id = ${planId} and not exists (
      select from plan_item item
      where item.plan_id = hold.plan_id and item.record_id = hold.record_id
        and item.state in ('applied', 'rejected') and item.after ? hold.field
    )
  `.execute(db)
}
