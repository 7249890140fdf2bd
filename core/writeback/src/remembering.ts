import type { FieldValues } from '@rapport/connector'
import { type Database, jsonText, rememberWritten } from '@rapport/store'
import { sql } from 'kysely'
import type { PlanRecord } from './plan-record.ts'

/** One record with values that arrived in the CRM, or that it was to get back. */
export interface ArrivedRecord {
  readonly recordId: string
  readonly values: FieldValues
}

/**
 * Remembers values that arrived: of a write as held and written by Rapport; of a revert as held, with what Rapport had written
 * before, and the fields that are still on hold as its own.
 */
export async function rememberArrived(
  db: Database,
  plan: PlanRecord,
  arrived: readonly ArrivedRecord[],
): Promise<void> {
  if (arrived.length === 0) return
  if (plan.kind === 'revert') return rememberReverted(db, plan, arrived)
  await rememberWritten(
    db,
    plan.connection,
    plan.entity,
    arrived.map(({ recordId, values }) => ({ id: recordId, values })),
  )
}

/**
 * After a revert the CRM holds what stood there before the write, which may be a person's. So `written` goes back too: to
 * what the latest earlier write that was not itself reverted had put there, or to nothing.
 */
async function rememberReverted(
  db: Database,
  plan: PlanRecord,
  arrived: readonly ArrivedRecord[],
): Promise<void> {
  const ids = arrived.map(({ recordId }) => recordId)
  await sql`
    with back as (
      select "recordId" as record_id, values
      from jsonb_to_recordset(${jsonText(arrived)}::jsonb) as record("recordId" text, values jsonb)
    ),
    earlier as (
      select distinct on (item.record_id, field.key) item.record_id, field.key, field.value
      from plan
      join plan_item item on item.plan_id = plan.id and item.record_id = any(${ids})
      join back on back.record_id = item.record_id
      cross join lateral jsonb_each(item.after) field
      where plan.connection = ${plan.connection} and plan.entity = ${plan.entity} and plan.kind = 'write'
        and plan.id < ${plan.reverts} and item.state = 'applied'
        and back.values ? field.key and item.before->field.key is distinct from field.value
        and not exists (
          select from plan undone join plan_item line on line.plan_id = undone.id
          where undone.reverts = plan.id and line.record_id = item.record_id and line.state = 'applied'
            and line.after ? field.key
        )
      order by item.record_id, field.key, plan.id desc
    ),
    former as (
      select back.record_id, back.values,
        coalesce(jsonb_object_agg(earlier.key, earlier.value) filter (where earlier.key is not null), '{}') as written
      from back left join earlier using (record_id)
      group by back.record_id, back.values
    )
    insert into remote_value as known (connection, entity, record_id, held, written, read_at, written_at)
    select ${plan.connection}, ${plan.entity}, record_id, values, written, now(), now() from former
    on conflict (connection, entity, record_id) do update set
      held = known.held || excluded.held,
      written = (known.written - array(select jsonb_object_keys(excluded.held))) || excluded.written,
      read_at = now(),
      written_at = now()
  `.execute(db)
  await takeOverHolds(db, plan, arrived)
  // What an earlier revert of the same plan was refused, and this one left since a person edited it: nothing of it is left to do.
  await sql`
    update write_hold as hold set plan_id = ${plan.id} from plan as earlier
    where hold.connection = ${plan.connection} and hold.entity = ${plan.entity} and hold.record_id = any(${ids})
      and earlier.id = hold.plan_id and earlier.reverts = ${plan.reverts} and earlier.id <> ${plan.id}
  `.execute(db)
}

/**
 * Makes fields this revert's that are held: no sync writes them until they are released. All that it puts back is held since it began;
 * what was released since then stays released.
 */
export async function takeOverHolds(
  db: Database,
  plan: PlanRecord,
  records: readonly ArrivedRecord[],
): Promise<void> {
  if (records.length === 0) return
  await sql`
    update write_hold as hold set plan_id = ${plan.id}
    from jsonb_to_recordset(${jsonText(records)}::jsonb) as record("recordId" text, values jsonb)
    where hold.connection = ${plan.connection} and hold.entity = ${plan.entity}
      and hold.record_id = record."recordId" and record.values ? hold.field and hold.plan_id <> ${plan.id}
  `.execute(db)
}
