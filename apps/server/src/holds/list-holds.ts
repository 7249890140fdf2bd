import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type HoldFilter, heldFields, heldRecordName, whichHolds } from '@rapport/writeback'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'

/** A record whose fields no sync writes, because a revert put them back. */
export interface HeldRecord {
  /** connection/entity:id */
  readonly record: string
  readonly name: string | null
  readonly fields: string[]
  /** When they were put back. */
  readonly since: string
  /** The revert that put them back, and the plan that it took back. */
  readonly plan: number
  readonly reverts: number | null
}

interface Row extends SortedRow, Omit<HeldRecord, 'record' | 'since'> {
  readonly connection: string
  readonly entity: string
  readonly recordId: string
  readonly since: Date
}

const latestRevertFirst: Keyset = {
  ...{ sort: '-plan', value: 'number', id: 'text', descending: true },
  by: sql`hold.plan_id`,
  idBy: sql`(concat(hold.connection, '/', hold.entity, ':', hold.record_id) collate "C")`,
}

/** Records with fields that are held, those of the latest revert first. */
export async function listHolds(
  db: Database,
  filter: HoldFilter,
  part: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: HeldRecord[]; readonly next: string | null }> {
  const { by, idBy } = latestRevertFirst
  const { rows, next } = await readPage(latestRevertFirst, part, async ({ where, orderBy, limit }) => {
    const found = await sql<Row>`
      select ${by} as "sortValue", ${idBy} as "sortId", hold.connection, hold.entity, hold.record_id as "recordId",
        min(${heldRecordName}) as name, array_agg(hold.field order by hold.field) as fields, hold.plan_id as plan, plan.reverts,
        coalesce(plan.applied_at, plan.created_at) as since
      from ${heldFields} where ${whichHolds(filter)} and ${where}
      group by hold.connection, hold.entity, hold.record_id, hold.plan_id, plan.id
      order by ${orderBy} limit ${limit}
    `.execute(db)
    return found.rows
  })
  const items = rows.map(({ connection, entity, recordId, name, fields, plan, reverts, since }) => ({
    ...{ record: formatReference({ connection, entity, id: recordId }), name, fields, plan, reverts },
    since: since.toISOString(),
  }))
  return { items, next }
}

/** How many records and fields a filter lets through. */
export async function countHolds(
  db: Database,
  filter: HoldFilter,
): Promise<{ readonly records: number; readonly fields: number }> {
  const { rows } = await sql<{ records: number; fields: number }>`
    select count(distinct (hold.connection, hold.entity, hold.record_id, hold.plan_id)) as records, count(*) as fields
    from ${heldFields} where ${whichHolds(filter)}
  `.execute(db)
  return rows[0] ?? { records: 0, fields: 0 }
}

/** What can be filtered by: where fields are held, and which. */
export async function heldKinds(
  db: Database,
): Promise<{ readonly connections: string[]; readonly entities: string[]; readonly fields: string[] }> {
  const rows = await db
    .selectFrom('write_hold')
    .select(['connection', 'entity', 'field'])
    .distinct()
    .execute()
  const each = (name: 'connection' | 'entity' | 'field') => [...new Set(rows.map((row) => row[name]))].sort()
  return { connections: each('connection'), entities: each('entity'), fields: each('field') }
}
