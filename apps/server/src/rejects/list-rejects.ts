import { formatReference } from '@rapport/model'
import { type RejectFilter, rejectReasonKey, rejectsBy } from '@rapport/run'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'

/** What became of a record that somebody asked for again; `none`: nobody did. */
export const outcomes = ['none', 'waiting', 'failed again', 'mended'] as const
export type Outcome = (typeof outcomes)[number]

/** A record that is set aside, or was mended after somebody asked for it again. */
export interface ListedReject {
  readonly id: number
  readonly record: string
  readonly stage: string
  readonly connection: string
  readonly entity: string
  readonly reason: string
  readonly tries: number
  readonly firstAt: string
  readonly lastAt: string
  readonly outcome: Outcome
  /** How it is tried again: by its id, from the start of its stream, or by the next run. */
  readonly retry: string | null
  readonly retryAskedAt: string | null
  readonly retryAskedBy: string | null
}

interface Row extends SortedRow {
  readonly id: number
  readonly stage: string
  readonly connection: string
  readonly entity: string
  readonly recordId: string
  readonly reason: string
  readonly tries: number
  readonly firstAt: Date
  readonly lastAt: Date
  readonly outcome: Outcome
  readonly retry: string | null
  readonly retryAskedAt: Date | null
  readonly retryAskedBy: string | null
}

const latestFirst: Keyset = {
  ...{ sort: '-id', value: 'number', id: 'number', descending: true },
  ...{ by: sql`id`, idBy: sql`id` },
}

/** Records that are set aside; with `outcome` "mended", those that went through after somebody asked for them. */
export async function listRejects(
  db: Database,
  filter: RejectFilter & { readonly outcome: Outcome | undefined },
  part: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: ListedReject[]; readonly next: string | null }> {
  const { rows, next } = await readPage(latestFirst, part, async ({ where, orderBy, limit }) => {
    const found = await sql<Row>`
      select id as "sortValue", id as "sortId", judged.* from ${judged} as judged
      where ${where} and ${conditionOf(filter)} order by ${orderBy} limit ${limit}
    `.execute(db)
    return found.rows
  })
  return {
    items: rows.map(({ recordId, ...row }) => ({
      ...{ id: row.id, stage: row.stage, connection: row.connection, entity: row.entity, reason: row.reason },
      ...{ tries: row.tries, outcome: row.outcome, retry: row.retry, retryAskedBy: row.retryAskedBy },
      record: formatReference({ connection: row.connection, entity: row.entity, id: recordId }),
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
      retryAskedAt: row.retryAskedAt?.toISOString() ?? null,
    })),
    next,
  }
}

/** How many there are. */
export async function countRejects(
  db: Database,
  filter: RejectFilter & { readonly outcome: Outcome | undefined },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${judged} as judged where ${conditionOf(filter)}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** Records that are set aside for the same kind of reason. */
export interface RejectGroup {
  readonly stage: string
  readonly connection: string
  readonly entity: string
  /** What their reasons have in common; filters by it. */
  readonly reason: string
  readonly example: string
  readonly records: number
  readonly waiting: number
  readonly lastAt: string
}

/** No page shows more kinds of reasons. */
const mostGroups = 100

/** What is set aside by its reasons, the most frequent first. */
export async function groupRejects(db: Database, filter: RejectFilter): Promise<RejectGroup[]> {
  const { rows } = await sql<Omit<RejectGroup, 'lastAt'> & { lastAt: Date }>`
    select stage, connection, entity, ${rejectReasonKey(sql`reason`)} as reason, min(reason) as example, count(*) as records,
      count(*) filter (where outcome = 'waiting') as waiting, max("lastAt") as "lastAt"
    from ${judged} as judged where ${conditionOf({ ...filter, outcome: undefined })}
    group by 1, 2, 3, 4 order by count(*) desc, 1, 2, 3, 4 limit ${mostGroups}
  `.execute(db)
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }))
}

const conditionOf = ({ outcome, ...filter }: RejectFilter & { readonly outcome: Outcome | undefined }) => sql`
  ${rejectsBy(filter)}
  and ${outcome === 'mended' ? sql`outcome = 'mended'` : sql`"resolvedAt" is null`}
  and ${outcome === undefined ? sql`true` : sql`outcome = ${outcome}`}
`

/**
 * Rejects with what became of them. A record that was read again and does not fit still has a new row from the very moment at which
 * the old one was resolved: the two are one story.
 */
const judged = sql`(
  select one.id, one.stage, one.connection, one.entity, one.record_id, one.record_id as "recordId", one.reason, one.tries,
    one.first_at as "firstAt", one.last_at as "lastAt", one.resolved_at as "resolvedAt",
    coalesce(one.retry, before.retry) as retry,
    coalesce(one.retry_asked_at, before.retry_asked_at) as "retryAskedAt",
    coalesce(one.retry_asked_by, before.retry_asked_by) as "retryAskedBy",
    case
      when one.resolved_at is not null and one.retry_asked_at is null then 'none'
      when one.resolved_at is not null then case when exists (
        select from reject as again where again.stage = one.stage and again.connection = one.connection
          and again.entity = one.entity and again.record_id = one.record_id and again.first_at = one.resolved_at
      ) then 'failed again' else 'mended' end
      when one.retry_asked_at is null then case when before.id is null then 'none' else 'failed again' end
      when one.last_at > one.retry_asked_at then 'failed again'
      else 'waiting' end as outcome
  from readable_reject as one
  left join lateral (
    select id, retry, retry_asked_at, retry_asked_by from reject as earlier
    where one.resolved_at is null and one.retry_asked_at is null and earlier.resolved_at = one.first_at
      and earlier.stage = one.stage and earlier.connection = one.connection and earlier.entity = one.entity
      and earlier.record_id = one.record_id and earlier.retry_asked_at is not null
    limit 1
  ) as before on true
  where one.resolved_at is null or one.retry_asked_at is not null
)`
