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
import { type ConnectionHealth, connectionHealths } from './connection-health.ts'
import { refusedWebhooks } from './refused-webhooks.ts'

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

/** A connection with all that is told of it. No secret, nor where one stands, is part of it. */
export interface ConnectionView extends Omit<ConnectionHealth, 'account'> {
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
  const [healths, budgets, checkpoints, rows, standings, refused, schedules] = await Promise.all([
    connectionHealths(workspace),
    budgetsByAccount(db),
    checkpointTimes(db),
    storedRows(workspace, cache),
    webhookStandings(workspace),
    refusedWebhooks(metrics),
    listSchedules(db, now),
  ])
  return healths.map(({ account, ...health }): ConnectionView => {
    const { name } = health
    const connector = workspace.connectors.get(health.connector)
    const streams = connections[name]?.streams ?? null
    const due = schedules
      .flatMap(({ name: schedule, connections: only, nextDueAt }) =>
        nextDueAt !== null && (only === null || only.includes(name)) ? [{ schedule, at: nextDueAt }] : [],
      )
      .sort((left, right) => left.at.getTime() - right.at.getTime())[0]
    return {
      ...health,
      writes: Object.entries(writeBack[name] ?? {}).flatMap(([entity, fields]) =>
        Array.isArray(fields) && fields.length > 0 ? [entity] : [],
      ),
      answersReviews: connector?.actions?.some(({ name: of }) => of === 'reply') ?? false,
      budgets: account === null ? [] : (budgets.get(account) ?? []),
      sharesWith: healths.flatMap((other) =>
        other.name !== name && account !== null && other.account === account ? [other.name] : [],
      ),
      streams: (connector?.streams ?? []).map(({ entity }) => ({
        entity,
        isRead: streams === null || streams.includes(entity),
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
