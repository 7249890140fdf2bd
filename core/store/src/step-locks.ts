import { sql } from 'kysely'
import { type LockSession, openLockSession } from './lock-session.ts'
import { type Database, type Store, thisProcess } from './open.ts'
import { isStepLockOf, longestName, stepLockClass, workerName } from './step-session.ts'

/** Holds steps of runs, and the plans that are written in them, for one process: never two read one stream or write one plan. */
export type StepLocks = LockSession

/** Opens the database session of this process's steps. What it holds ends with the process, however that ends. */
export function openStepLocks(store: Store): Promise<StepLocks> {
  const { pid, host } = thisProcess()
  return openLockSession(store, {
    lockClass: stepLockClass(store.workspace),
    application: `${workerName(store.workspace)} ${pid}@${host}`,
    lost: 'the connection to the database was lost, and with it the hold on the steps, so that another process may work on them now: nothing was lost',
  })
}

/** Which of these steps some process holds. */
export async function heldSteps(store: Store, steps: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ step: string }>`
    select step from unnest(${steps as string[]}::text[]) as step
    where exists (
      select from pg_locks where ${isStepLockOf(store.workspace)} and objid = (hashtext(step)::bigint & 4294967295)::oid
    )
  `.execute(store.db)
  return new Set(rows.map(({ step }) => step))
}

/** Whether some process works on a step: of a run, that is, whoever leads it. */
export async function isAnyStepHeld(db: Database, workspace: string): Promise<boolean> {
  const { rows } = await sql`select from pg_locks where ${isStepLockOf(workspace)} limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Ends the session that holds a step, whose process says nothing any more, and what that process holds open in transactions: the rows in
 * them would keep whoever takes the step over waiting. It learns of it when it wakes up. The plan that it writes is held by the same
 * session; it has ended when this returns, unless the server takes longer than a second.
 */
export async function takeStepAway(store: Store, step: string): Promise<void> {
  await sql`
    with holder as (
      select pid, regexp_replace(activity.application_name, '^.* ', '') as process,
        -- Of a long host the name of this session keeps less than those of the others.
        octet_length(activity.application_name) >= ${sql.lit(longestName)} as is_cut
      from pg_locks join pg_stat_activity as activity using (pid)
      where ${isStepLockOf(store.workspace)} and objid = (hashtext(${step})::bigint & 4294967295)::oid
    ), left_open as (
      select activity.pid from pg_stat_activity as activity
      where datname = current_database() and state = 'idle in transaction' and exists (
        select from holder where application_name = 'rapport ' || process
          or (is_cut and starts_with(application_name, 'rapport ' || process))
      )
    )
    select pg_terminate_backend(pid, 1000) from (select pid from holder union select pid from left_open) as ended
  `.execute(store.db)
}

/** How many processes are there to work on the steps of this workspace. */
export async function countWorkers(db: Database, workspace: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name like ${`${workerName(workspace)} %`}
  `.execute(db)
  return rows[0]?.count ?? 0
}
