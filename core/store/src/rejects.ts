import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Database } from './open.ts'
import { expiresAt } from './retention.ts'
import type { RejectTable } from './tables.ts'

export type RejectStage = RejectTable['stage']

/** A record that could not be used, and why. */
export interface Reject {
  readonly entity: string
  readonly recordId: string
  readonly reason: string
  readonly raw?: unknown
}

/**
 * Sets records aside. One that is already set aside counts a further try. `keptForMs`: for how long from now on their content
 * may be kept; null: without end.
 */
export async function setAside(
  db: Database,
  stage: RejectStage,
  connection: string,
  rejects: readonly Reject[],
  keptForMs: number | null = null,
): Promise<void> {
  if (rejects.length === 0) return
  const latest = [
    ...new Map(rejects.map((reject) => [`${reject.entity}:${reject.recordId}`, reject])).values(),
  ]
  await sql`
    insert into reject (stage, connection, entity, record_id, reason, raw, expires_at)
    select ${stage}, ${connection}, entity, "recordId", reason, raw, ${expiresAt(keptForMs)}
    from jsonb_to_recordset(${jsonText(latest)}::jsonb) as bad(entity text, "recordId" text, reason text, raw jsonb)
    on conflict (stage, connection, entity, record_id) where resolved_at is null
    do update set reason = excluded.reason, raw = excluded.raw, tries = reject.tries + 1, last_at = now(),
      expires_at = excluded.expires_at
  `.execute(db)
}

/** Marks what was set aside as mended: these records went through. */
export async function resolveRejects(
  db: Database,
  stage: RejectStage,
  connection: string,
  entity: string,
  recordIds: readonly string[],
): Promise<void> {
  if (recordIds.length === 0) return
  await sql`
    update reject set resolved_at = now()
    where resolved_at is null and stage = ${stage} and connection = ${connection} and entity = ${entity}
      and record_id in (select jsonb_array_elements_text(${jsonText(recordIds)}::jsonb))
  `.execute(db)
}

/** Marks what was set aside before a moment and not again since as mended or gone. */
export async function resolveOlderRejects(
  db: Database,
  stage: RejectStage,
  connection: string,
  entity: string,
  before: string,
): Promise<void> {
  await sql`
    update reject set resolved_at = now()
    where resolved_at is null and stage = ${stage} and connection = ${connection} and entity = ${entity}
      and last_at < ${before}::timestamptz
  `.execute(db)
}

/** The present moment by the database's clock, which stamps what it stores; another machine's may be behind or ahead. */
export async function databaseNow(db: Database): Promise<string> {
  const clock = db.selectNoFrom(sql<string>`clock_timestamp()::text`.as('now'))
  return (await clock.executeTakeFirstOrThrow()).now
}

/** How many records are set aside now, those whose content expired aside. */
export async function countRejects(db: Database, stage?: RejectStage): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from readable_reject where resolved_at is null ${stage ? sql`and stage = ${stage}` : sql``}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** The records set aside now, latest first, those whose content expired aside. */
export async function listRejects(db: Database, limit: number) {
  return db
    .selectFrom('readable_reject')
    .selectAll()
    .where('resolved_at', 'is', null)
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
