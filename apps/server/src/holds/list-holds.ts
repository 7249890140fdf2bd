import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type HoldFilter, heldFields, heldRecordName, whichHolds } from '@rapport/writeback'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'

/** A record whose fields no sync writes, because a revert put them back or was to. */
export interface HeldRecord {
  /** connection/entity:id */
  readonly record: string
  readonly name: string | null
  readonly fields: string[]
  /** When they were put back. */
  readonly since: string
  /** False where the vendor refused that, or it was interrupted before: they still hold what Rapport wrote. */
  readonly isPutBack: boolean
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

/** A plan is of one kind of record of one connection, so the id tells its records apart. */
const latestRevertFirst: Keyset = {
  ...{ sort: '-plan', value: 'number', id: 'text', descending: true },
  ...{ by: sql`hold.plan_id`, idBy: sql`hold.record_id` },
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
        coalesce(plan.applied_at, plan.created_at) as since,
        not exists (
          select from plan_item line
          where line.plan_id = hold.plan_id and line.record_id = hold.record_id
            and line.state in ('planned', 'sending', 'rejected')
        ) as "isPutBack"
      from ${heldFields} where ${whichHolds(filter)} and ${where}
      group by hold.plan_id, hold.record_id, hold.connection, hold.entity, plan.id
      order by ${orderBy} limit ${limit}
    `.execute(db)
    return found.rows
  })
  const items = rows.map(
    ({ connection, entity, recordId, name, fields, plan, reverts, since, isPutBack }) => ({
      ...{ record: formatReference({ connection, entity, id: recordId }), name, fields, plan, reverts },
      since: since.toISOString(),
      isPutBack,
    }),
  )
  return { items, next }
}

/** So many fields are counted; counting more would take longer than the count is worth. */
const countedAtMost = 100_000

/** How many records and fields a filter lets through; null where they are too many to count. */
export async function countHolds(
  db: Database,
  filter: HoldFilter,
): Promise<{ readonly records: number | null; readonly fields: number | null }> {
  const { rows } = await sql<{ records: number; fields: number }>`
    select count(distinct (plan_id, record_id)) as records, count(*) as fields from (
      select hold.plan_id, hold.record_id from ${heldFields} where ${whichHolds(filter)} limit ${countedAtMost + 1}
    ) as held
  `.execute(db)
  const [counted] = rows
  if (counted === undefined || counted.fields > countedAtMost) return { records: null, fields: null }
  return counted
}

/** A revert puts back the same fields of nearly all its records: so many rows of it name them. */
const lookedAtOfPlan = 1_000

/** What can be filtered by: where fields are held, and which. */
export async function heldKinds(
  db: Database,
): Promise<{ readonly connections: string[]; readonly entities: string[]; readonly fields: string[] }> {
  const { rows } = await sql<{ connection: string; entity: string; field: string }>`
    select distinct plan.connection, plan.entity, held.field from plan
    cross join lateral (select field from write_hold where plan_id = plan.id order by record_id limit ${lookedAtOfPlan}) as held
    where plan.kind = 'revert'
  `.execute(db)
  const each = (name: 'connection' | 'entity' | 'field') => [...new Set(rows.map((row) => row[name]))].sort()
  return { connections: each('connection'), entities: each('entity'), fields: each('field') }
}
