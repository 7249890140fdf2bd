import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { finish, noCounts } from './apply.ts'
import { loadPlan } from './plan-record.ts'
import { leftToRevert, type RevertSubject, revertsSame } from './revert.ts'
import type { WriteEntity } from './write-field.ts'

/**
 * A revert that was interrupted and does all that is asked for and nothing else; null where there is none. It may have ended meanwhile,
 * as a sync reads back what was under way: that it did is still to be told. Made anew instead, a revert of a record would go one write
 * further back where the one before had arrived. Whoever asks holds the workspace, so that no process is at work on it.
 */
export async function findInterruptedRevert(db: Database, subject: RevertSubject): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from plan
    where kind = 'revert' and (state = 'applying' or ${isToBeTold})
      and ${revertsSame(subject)} and ${typeof subject === 'number' ? doesAll(subject) : undoesLastWrite(subject)}
    order by id desc limit 1
  `.execute(db)
  return rows[0]?.id ?? null
}

/** Where the CRM refused a record, nothing is told but tried again: who asks has mended the cause. */
const isToBeTold = sql<boolean>`(
  state in ('applied', 'partial') and counts ? 'untold'
  and not exists (select from plan_item line where line.plan_id = plan.id and line.state = 'rejected')
)`

const doesAll = (planId: number) => sql<boolean>`not exists (
  select from plan_item item
  where item.plan_id = ${planId} and ${leftToRevert}
    and not exists (select from plan_item line where line.plan_id = plan.id and line.record_id = item.record_id)
)`

/** What was written after it to the fields that it holds, once they were released, is another write to take back. */
const undoesLastWrite = ({ record }: Exclude<RevertSubject, number>) => sql<boolean>`not exists (
  select from plan_item item join plan later on later.id = item.plan_id
    join plan_item line on line.plan_id = plan.id and line.record_id = item.record_id
  where item.record_id = ${record.recordId} and item.state = 'applied' and item.before <> item.after
    and item.after ?| array(select jsonb_object_keys(line.after))
    and later.connection = plan.connection and later.entity = plan.entity and later.kind = 'write'
    and later.id > plan.id
)`

/**
 * Ends reverts that were interrupted after all of their lines were through, as far as whoever ordered them knows before: that they
 * ended is told when the same is asked for again.
 */
export async function finishInterruptedReverts(
  db: Database,
  of: { readonly connection: string; readonly entity: WriteEntity },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update plan set counts = coalesce(counts, '{}') || '{"untold": true}'
    where connection = ${of.connection} and entity = ${of.entity} and kind = 'revert' and state = 'applying'
      and not exists (
        select from plan_item item where item.plan_id = plan.id and item.state in ('planned', 'sending')
      )
    returning id
  `.execute(db)
  for (const { id } of rows) await finish(db, await loadPlan(db, id), 'rapport', noCounts())
}

/** Keeps that the end of a revert was told. */
export async function keepTold(db: Database, planId: number): Promise<void> {
  await sql`update plan set counts = counts - 'untold' where id = ${planId} and counts ? 'untold'`.execute(db)
}

/** Makes an interrupted revert part of a run, which goes on with it and tells its end. Returns what was found when it was planned. */
export async function takeUpRevert(
  db: Database,
  planId: number,
  runId: number,
): Promise<Readonly<Record<string, number>>> {
  await sql`
    update plan set run_id = ${runId}, counts = counts - 'untold' where id = ${planId}
  `.execute(db)
  const { counts } = await loadPlan(db, planId)
  const numbers = Object.entries(counts).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return Object.fromEntries(numbers)
}
