import { sql } from 'kysely'

/** Bytes of a session's name that Postgres keeps. */
export const longestName = 63

/** The class of the locks that hold steps of a workspace. */
export const stepLockClass = (workspace: string): string => `rapport-step-${workspace}`

/** What the sessions that hold steps of a workspace are called, before their process: its own name is cut so that the process is still told. */
export const workerName = (workspace: string): string => `rapport worker ${workspace.slice(0, 24)}`

/** Rows of `pg_locks` that hold steps of a workspace. */
export const isStepLockOf = (workspace: string) => sql`
  locktype = 'advisory' and granted and objsubid = 2
  and pg_locks.database = (select oid from pg_database where datname = current_database())
  and classid = (hashtext(${stepLockClass(workspace)})::bigint & 4294967295)::oid
`
