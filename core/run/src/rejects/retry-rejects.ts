import { type EntityName, entityNames } from '@rapport/model'
import type { RejectStage } from '@rapport/store'
import { isLeftToPutBack } from '@rapport/writeback'
import { type RawBuilder, sql } from 'kysely'
import { streamFilter } from '../webhooks/accept-webhook.ts'
import { enqueue } from '../webhooks/webhook-queue.ts'
import type { Workspace } from '../workspace.ts'

/** Which of the records that are set aside are meant: all that is named must hold. */
export interface RejectFilter {
  readonly ids?: readonly number[] | undefined
  readonly stage?: RejectStage | undefined
  readonly connection?: string | undefined
  readonly entity?: string | undefined
  /** What reasons of one kind have in common, as `rejectReasonKey` makes it. */
  readonly reason?: string | undefined
  /** A part of the record's id or of the reason. */
  readonly q?: string | undefined
}

/** What is done about records that were asked for again, in records. */
export interface Retried {
  /** Read by their ids within moments, by a worker. */
  readonly byId: number
  /** Their streams are read from the start by the next sync. */
  readonly fromTheStart: number
  /** The next run looks at them anyway. */
  readonly nextRun: number
  /** A revert was refused them, and no run puts them back: only another revert does. */
  readonly toPutBack: number
}

/** What reasons of one kind have in common: what they quote and the numbers in them are left out. */
export const rejectReasonKey = (reason: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`left(regexp_replace(${reason}, '"[^"]*"|[0-9]+([.,:/-][0-9]+)*', '…', 'g'), 300)`

/** The condition of a filter, on the columns of the table of rejects. */
export function rejectsBy({ ids, stage, connection, entity, reason, q }: RejectFilter): RawBuilder<boolean> {
  const conditions = [
    ids === undefined ? null : sql`id = any(${ids as number[]}::bigint[])`,
    stage === undefined ? null : sql`stage = ${stage}`,
    connection === undefined ? null : sql`connection = ${connection}`,
    entity === undefined ? null : sql`entity = ${entity}`,
    reason === undefined ? null : sql`${rejectReasonKey(sql`reason`)} = ${reason}`,
    q === undefined
      ? null
      : sql`(position(lower(${q}) in lower(record_id)) > 0 or position(lower(${q}) in lower(reason)) > 0)`,
  ].filter((condition) => condition !== null)
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`
}

interface AskedAgain {
  readonly connection: string
  readonly entity: string
  readonly recordId: string
  readonly retry: 'by id' | 'from the start' | 'next run'
}

/**
 * Has records tried again that were set aside: a record that could not be read is asked for by its id where the connector can do that,
 * else its stream is read from the start by the next sync; what a later stage set aside is looked at by the next run. They stay set
 * aside until they went through. A record that a revert was refused is left as it is: a person says what else is to be put back with it.
 */
export async function retryRejects(workspace: Workspace, filter: RejectFilter, by: string): Promise<Retried> {
  const { readable, read } = waysOf(workspace)
  const meant = sql`resolved_at is null and (expires_at is null or expires_at > now()) and ${rejectsBy(filter)}`
  return workspace.store.db.transaction().execute(async (transaction) => {
    const left = await sql<{ count: number }>`
      select count(*) as count from reject where ${meant} and ${isLeftToPutBack}
    `.execute(transaction)
    const { rows } = await sql<AskedAgain>`
      update reject set retry_asked_at = now(), retry_asked_by = ${by},
        retry = case
          when stage <> 'extract' or concat(connection, '/', entity) <> all(${read}::text[]) then 'next run'
          when concat(connection, '/', entity) = any(${readable}::text[]) then 'by id'
          else 'from the start' end
      where ${meant} and not ${isLeftToPutBack}
      returning connection, entity, record_id as "recordId", retry
    `.execute(transaction)
    const byId = rows.filter(({ retry }) => retry === 'by id')
    for (const [connection, asked] of Map.groupBy(byId, (one) => one.connection)) {
      await enqueue(
        transaction,
        connection,
        asked.flatMap(({ entity: name, recordId: id }) => {
          const entity = entityNames.find((known) => known === name)
          return entity === undefined ? [] : [{ entity, id, event: 'changed' as const, at: null }]
        }),
      )
    }
    const counts = {
      byId: byId.length,
      fromTheStart: rows.filter(({ retry }) => retry === 'from the start').length,
      nextRun: rows.filter(({ retry }) => retry === 'next run').length,
      toPutBack: left.rows[0]?.count ?? 0,
    }
    await transaction
      .insertInto('audit')
      .values({
        ...{ actor: by, action: 'rejects.retry', subject: 'rejects' },
        detail: JSON.stringify({ ...filter, ...counts }),
      })
      .execute()
    return counts
  })
}

/** Each `connection/entity` that is read, and that can be read by ids. */
function waysOf(workspace: Workspace): { readonly readable: string[]; readonly read: string[] } {
  const ways = Object.entries(workspace.config.connections).flatMap(([connection, { connector: id }]) => {
    const connector = workspace.connectors.get(id)
    if (connector === undefined) return []
    const isRead = streamFilter(workspace, connection)
    const byIds: readonly EntityName[] = connector.webhook?.entities ?? []
    return connector.streams
      .filter(({ entity }) => isRead(entity))
      .map(({ entity }) => ({ way: `${connection}/${entity}`, byIds: byIds.includes(entity) }))
  })
  return {
    read: ways.map(({ way }) => way),
    readable: ways.flatMap(({ way, byIds }) => (byIds ? [way] : [])),
  }
}
