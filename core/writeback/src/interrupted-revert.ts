import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { leftToRevert, type RevertSubject } from './revert.ts'

/**
 * An interrupted revert that does all that is asked for and nothing else; null where there is none. Made anew instead, a revert of a
 * record would go one write further back where the one before had arrived. Whoever asks holds the workspace, so that no process is at
 * work on it.
 */
export async function findInterruptedRevert(db: Database, subject: RevertSubject): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from plan
    where kind = 'revert' and state = 'applying' and ${typeof subject === 'number' ? ofPlan(subject) : ofRecord(subject)}
    order by id desc limit 1
  `.execute(db)
  return rows[0]?.id ?? null
}

const ofPlan = (planId: number) => sql<boolean>`(reverts = ${planId} and not exists (
  select from plan_item item
  where item.plan_id = ${planId} and ${leftToRevert}
    and not exists (select from plan_item line where line.plan_id = plan.id and line.record_id = item.record_id)
))`

const ofRecord = ({
  record: { connection, entity, recordId },
}: Exclude<RevertSubject, number>) => sql<boolean>`(
  connection = ${connection} and entity = ${entity}
  and (select array_agg(line.record_id) from plan_item line where line.plan_id = plan.id) = array[${recordId}::text]
)`
