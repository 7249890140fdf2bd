import { sql } from 'kysely'
import { BusyError, explainDatabaseError, UnreachableError } from './errors.ts'
import { lockClient, nameSession } from './lock-session.ts'
import { type Store, thisProcess } from './open.ts'
import { recordsHold } from './records-hold.ts'
import { isStepLockOf, longestName, workerName } from './step-session.ts'

/** Held while this process works on the workspace. */
export interface WorkspaceLock {
  /**
   * Aborted, with an UnreachableError as its reason, when the session that holds the workspace ends before its release: another
   * process may take the workspace then, so that the holder must stop.
   */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/**
 * Takes the workspace for a sync. The lock lives in a database session of its own, so it ends with the process, however
 * that ends.
 * @throws BusyError that says who works on it.
 */
export async function lockWorkspace(store: Store): Promise<WorkspaceLock> {
  const { pid, host } = thisProcess()
  const client = lockClient(store)
  const lost = new AbortController()
  let held = false
  const lose = (cause?: unknown): void => {
    if (!held) return
    lost.abort(
      new UnreachableError(
        'the connection to the database was lost, and with it the hold on the workspace, so that another process may work on it now: check that the database runs (npx rapport doctor) and run again; nothing was lost',
        { cause },
      ),
    )
  }
  client.on('error', lose)
  client.on('end', lose)
  try {
    await client.connect()
    await nameSession(client, `rapport sync ${pid}@${host}`)
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtext($1)) as locked',
      [`rapport-sync-${store.workspace}`],
    )
    if (rows[0]?.locked === true) {
      // Waits for records that are being stored beside runs, which takes moments; from here on none are.
      await client.query('select pg_advisory_lock(hashtext($1))', [recordsHold(store.workspace)])
      held = true
      return {
        lost: lost.signal,
        release: async () => {
          held = false
          await client.end()
        },
      }
    }
  } catch (error) {
    await client.end().catch(() => {})
    throw explainDatabaseError(error)
  }
  await client.end()
  const holder = await workingProcess(store)
  const who = holder === null ? 'another process' : `process ${holder}`
  throw new BusyError(
    `workspace "${store.workspace}" is being synced by ${who}: wait for it, or run again with --wait`,
  )
}

/** The process that works on the workspace, as `4711@host`; null where none does. */
export async function workingProcess(store: Store): Promise<string | null> {
  const { rows } = await sql<{ application_name: string }>`
    select activity.application_name
    from pg_locks join pg_stat_activity as activity using (pid)
    where locktype = 'advisory' and granted
      and pg_locks.database = (select oid from pg_database where datname = current_database())
      and activity.application_name like 'rapport sync %'
      and objid = (hashtext(${`rapport-sync-${store.workspace}`})::bigint & 4294967295)::oid
  `.execute(store.db)
  return rows[0]?.application_name.replace('rapport sync ', '') ?? null
}

/**
 * Ends the session by which a process, `4711@host`, holds the workspace: it leads a run and says nothing any more. With it end those that
 * hold its steps and plans and what it holds open in transactions, else whoever leads the next run would wait for them: the steps are
 * those of a run that is closed, so that nobody asks for them one by one. It learns of it when it wakes up. Nothing happens where another
 * process holds the workspace.
 */
export async function takeWorkspaceAway(store: Store, holder: string): Promise<void> {
  const named = (session: string) =>
    sql`application_name = left(${`${session} ${holder}`}, ${sql.lit(longestName)})`
  await sql`
    with holder as (
      select activity.pid
      from pg_locks join pg_stat_activity as activity using (pid)
      where locktype = 'advisory' and granted
        and pg_locks.database = (select oid from pg_database where datname = current_database())
        and ${named('rapport sync')}
        and objid = (hashtext(${`rapport-sync-${store.workspace}`})::bigint & 4294967295)::oid
    ), left_behind as (
      select activity.pid from pg_stat_activity as activity
      where datname = current_database() and exists (select from holder) and (
        ${named('rapport')} and state = 'idle in transaction'
        or ${named(workerName(store.workspace))}
          and exists (select from pg_locks where pg_locks.pid = activity.pid and ${isStepLockOf(store.workspace)})
      )
    )
    -- The workspace last: who takes it finds the rest free.
    select pg_terminate_backend(pid, 1000) from (
      select pid, 1 as turn from left_behind union all select distinct pid, 2 from holder order by turn
    ) as ended
  `.execute(store.db)
}
