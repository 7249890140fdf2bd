import type { FieldValues } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { PlanRecord } from './plan-record.ts'

/** What the latest plan after this one wrote to each of these records, field by field, as far as that was not put back since. */
export async function loadLaterWrites(
  db: Database,
  plan: Pick<PlanRecord, 'id' | 'connection' | 'entity'>,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, FieldValues>> {
  if (recordIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; values: FieldValues }>`
    with latest as (
      select distinct on (item.record_id, field.key) item.record_id, field.key, field.value
      from plan_item item join plan on plan.id = item.plan_id cross join lateral jsonb_each(item.after) field
      where item.record_id = any(${recordIds as string[]}) and item.plan_id > ${plan.id} and item.state = 'applied'
        and plan.connection = ${plan.connection} and plan.entity = ${plan.entity} and plan.kind = 'write'
        and item.before->field.key is distinct from field.value
        and not exists (
          select from plan undone join plan_item line on line.plan_id = undone.id
          where undone.reverts = plan.id and line.record_id = item.record_id and line.state = 'applied'
            and line.after ? field.key
        )
      order by item.record_id, field.key, item.plan_id desc
    )
    select record_id as id, jsonb_object_agg(key, value) as values from latest group by record_id
  `.execute(db)
  return new Map(rows.map(({ id, values }) => [id, values]))
}
