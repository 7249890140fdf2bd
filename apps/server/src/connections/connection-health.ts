import { type EntityName, entityNames } from '@rapport/model'
import {
  dataVersion,
  listSchedules,
  type WebhookStanding,
  type Workspace,
  webhookStandings,
} from '@rapport/run'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { AnswerCache } from '../http/cached.ts'
import type { Server } from '../server.ts'
import { refusedWebhooks } from './refused-webhooks.ts'

/** How a connection stands: whether its last run went well, and whether somebody has to look. */
export type Health = 'never' | 'ok' | 'attention' | 'failing'

/** What is left of a vendor's limit. */
export interface Budget {
  readonly name: string
  readonly requests: number
  readonly perMs: number
  /** As the vendor last said; null where it says nothing. */
  readonly left: number | null
  /** When it said so: since then more may be left, or other apps may have spent. */
  readonly leftAt: string | null
  /** Until when the vendor wants to be left alone. */
  readonly blockedUntil: string | null
}

/** A stream of a connection. */
export interface Stream {
  readonly entity: string
  /** Whether the set-up has it read. */
  readonly isRead: boolean
  /** When it was last read up to a checkpoint; null: never. */
  readonly readAt: string | null
  /** Records that are stored. */
  readonly rows: number
}

/** A connection with how it stands. No secret, nor where one stands, is part of it. */
export interface ConnectionView {
  readonly name: string
  readonly connector: string
  readonly title: string
  readonly health: Health
  readonly lastSuccessAt: string | null
  /** What went wrong the last time, and what to do; null where the last time went well. */
  readonly lastError: { readonly at: string; readonly message: string; readonly runId: number } | null
  readonly rejects: number
  readonly writes: readonly string[]
  /** Whether answers to its reviews are sent from here. */
  readonly answersReviews: boolean
  readonly budgets: readonly Budget[]
  /** Other connections that spend from the same budgets. */
  readonly sharesWith: readonly string[]
  readonly streams: readonly Stream[]
  readonly webhooks: {
    readonly waiting: number
    readonly failing: number
    readonly waitingSince: string | null
    readonly lastAt: string | null
    /** Since this process started. */
    readonly refused: number
  } | null
  readonly next: { readonly schedule: string; readonly at: string } | null
}

/** All connections of the set-up. */
export async function connectionViews(
  workspace: Workspace,
  { cache, metrics, schedules: ofFile }: Pick<Server, 'cache' | 'metrics' | 'schedules'>,
  now: Date,
): Promise<ConnectionView[]> {
  const { db } = workspace.store
  const { connections, writeBack } = workspace.config
  await ofFile.follow(db, workspace.config, now)
  const [lasts, budgets, checkpoints, rows, rejects, standings, refused, schedules] = await Promise.all([
    lastRuns(db),
    budgetsByAccount(db),
    checkpointTimes(db),
    storedRows(workspace, cache),
    openRejects(db),
    webhookStandings(workspace),
    refusedWebhooks(metrics),
    listSchedules(db, now),
  ])
  const accountOf = (name: string): string | null => lasts.get(name)?.account ?? null
  return Object.entries(connections).map(([name, settings]): ConnectionView => {
    const connector = workspace.connectors.get(settings.connector)
    const last = lasts.get(name)
    const set = rejects.get(name) ?? 0
    const account = accountOf(name)
    const due = schedules
      .flatMap(({ name: schedule, connections: only, nextDueAt }) =>
        nextDueAt !== null && (only === null || only.includes(name)) ? [{ schedule, at: nextDueAt }] : [],
      )
      .sort((left, right) => left.at.getTime() - right.at.getTime())[0]
    return {
      ...{ name, connector: settings.connector, title: connector?.title ?? settings.connector },
      health: last === undefined ? 'never' : last.error !== null ? 'failing' : set > 0 ? 'attention' : 'ok',
      lastSuccessAt: last?.succeededAt?.toISOString() ?? null,
      lastError:
        last === undefined || last.error === null
          ? null
          : { at: last.at.toISOString(), message: last.error, runId: last.runId },
      rejects: set,
      writes: Object.entries(writeBack[name] ?? {}).flatMap(([entity, fields]) =>
        Array.isArray(fields) && fields.length > 0 ? [entity] : [],
      ),
      answersReviews: connector?.actions?.some(({ name: of }) => of === 'reply') ?? false,
      budgets: account === null ? [] : (budgets.get(account) ?? []),
      sharesWith: Object.keys(connections).filter(
        (other) => other !== name && account !== null && accountOf(other) === account,
      ),
      streams: (connector?.streams ?? []).map(({ entity }) => ({
        entity,
        isRead: settings.streams === null || settings.streams.includes(entity),
        readAt: checkpoints.get(`${name}/${entity}`)?.toISOString() ?? null,
        rows: rows.get(`${name}/${entity}`) ?? 0,
      })),
      webhooks: webhooksOf(
        standings.find(({ connection }) => connection === name),
        refused.get(name) ?? 0,
      ),
      next: due === undefined ? null : { schedule: due.schedule, at: due.at.toISOString() },
    }
  })
}

const webhooksOf = (standing: WebhookStanding | undefined, refused: number): ConnectionView['webhooks'] =>
  standing === undefined && refused === 0
    ? null
    : {
        ...{ waiting: standing?.waiting ?? 0, failing: standing?.failing ?? 0, refused },
        waitingSince: standing?.waitingSince?.toISOString() ?? null,
        lastAt: standing?.lastAt?.toISOString() ?? null,
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

type BudgetRow = Omit<Budget, 'blockedUntil' | 'leftAt'> & {
  readonly account: string
  readonly leftAt: Date | null
  readonly blockedUntil: Date | null
}

async function budgetsByAccount(db: Database): Promise<ReadonlyMap<string, Budget[]>> {
  const { rows } = await sql<BudgetRow>`
    select account, name, requests, per_ms as "perMs", remaining as left, remaining_at as "leftAt",
      case when blocked_until > now() then blocked_until end as "blockedUntil"
    from rapport.budget order by account, name
  `.execute(db)
  const byAccount = new Map<string, Budget[]>()
  for (const { account, blockedUntil, leftAt, ...budget } of rows) {
    // Before there was a time with it, a figure of unknown age was kept.
    const told = { left: leftAt === null ? null : budget.left, leftAt: leftAt?.toISOString() ?? null }
    const view = { ...budget, ...told, blockedUntil: blockedUntil?.toISOString() ?? null }
    byAccount.set(account, [...(byAccount.get(account) ?? []), view])
  }
  return byAccount
}

async function checkpointTimes(db: Database): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.selectFrom('checkpoint').select(['connection', 'stream', 'updated_at']).execute()
  return new Map(rows.map((row) => [`${row.connection}/${row.stream}`, row.updated_at]))
}

/** Records by `connection/entity`: counted once for each state of the data. */
async function storedRows(workspace: Workspace, cache: AnswerCache): Promise<ReadonlyMap<string, number>> {
  const { db } = workspace.store
  return cache.answer(['stored rows'], await dataVersion(workspace), async () => {
    const counts = entityNames.map(
      (entity: EntityName) => sql`
        select ${entity}::text as entity, connection, count(*) as rows from ${sql.table(tableOf(entity))}
        where deleted_at is null group by connection`,
    )
    const { rows } = await sql<{ entity: string; connection: string; rows: number }>`
      ${sql.join(counts, sql` union all `)}
    `.execute(db)
    return new Map(rows.map((row) => [`${row.connection}/${row.entity}`, row.rows]))
  })
}

async function openRejects(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ connection: string; count: number }>`
    select connection, count(*) as count from readable_reject where resolved_at is null group by connection
  `.execute(db)
  return new Map(rows.map(({ connection, count }) => [connection, count]))
}
