import type { Workspace } from '@rapport/run'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** How a connection stands: whether its last run went well, and whether somebody has to look. */
export type Health = 'never' | 'ok' | 'attention' | 'failing'

/** How a connection of the set-up stands, by its last run and what is set aside. */
export interface ConnectionHealth {
  readonly name: string
  readonly connector: string
  readonly title: string
  readonly health: Health
  readonly lastSuccessAt: string | null
  /** What went wrong the last time, and what to do; null where the last time went well. */
  readonly lastError: { readonly at: string; readonly message: string; readonly runId: number } | null
  readonly rejects: number
  /** Of the vendor, as the last run met it; null before one did. */
  readonly account: string | null
}

/** How each connection of the set-up stands. */
export async function connectionHealths(workspace: Workspace): Promise<ConnectionHealth[]> {
  const { db } = workspace.store
  const [lasts, rejects] = await Promise.all([lastRuns(db), openRejects(db)])
  return Object.entries(workspace.config.connections).map(([name, { connector }]): ConnectionHealth => {
    const last = lasts.get(name)
    const set = rejects.get(name) ?? 0
    return {
      ...{ name, connector, title: workspace.connectors.get(connector)?.title ?? connector },
      health: last === undefined ? 'never' : last.error !== null ? 'failing' : set > 0 ? 'attention' : 'ok',
      lastSuccessAt: last?.succeededAt?.toISOString() ?? null,
      lastError:
        last === undefined || last.error === null
          ? null
          : { at: last.at.toISOString(), message: last.error, runId: last.runId },
      ...{ rejects: set, account: last?.account ?? null },
    }
  })
}

interface LastRun {
  readonly runId: number
  readonly at: Date
  readonly error: string | null
  readonly account: string | null
  readonly succeededAt: Date | null
}

/** Older runs are not looked at: a connection that none of them touched is as good as never run. */
const runsLookedAt = 500

/** How the last run of each connection ended. What ended because another step failed, or a person wanted it, says nothing of it. */
async function lastRuns(db: Database): Promise<ReadonlyMap<string, LastRun>> {
  const { rows } = await sql<LastRun & { connection: string }>`
    with ended as (
      select step.connection, step.run_id, max(step.finished_at) as at, max(step.account) as account,
        (array_agg(step.error order by step.position) filter (where step.state = 'failed'))[1] as error
      from run_step as step join run on run.id = step.run_id
      where step.run_id > (select coalesce(max(id), 0) - ${runsLookedAt} from run) and step.connection is not null
        and run.state <> 'cancelled' and step.state in ('succeeded', 'failed')
        and coalesce(step.error, '') not like 'stopped because another step failed%'
      group by step.connection, step.run_id
    )
    select distinct on (connection) connection, run_id as "runId", at, error,
      coalesce(account, (
        select before.account from ended as before
        where before.connection = ended.connection and before.account is not null order by before.run_id desc limit 1
      )) as account,
      (select max(well.at) from ended as well where well.connection = ended.connection and well.error is null) as "succeededAt"
    from ended order by connection, run_id desc
  `.execute(db)
  return new Map(rows.map(({ connection, ...last }) => [connection, last]))
}

async function openRejects(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ connection: string; count: number }>`
    select connection, count(*) as count from readable_reject where resolved_at is null group by connection
  `.execute(db)
  return new Map(rows.map(({ connection, count }) => [connection, count]))
}
