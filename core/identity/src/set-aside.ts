import { type Database, type Reject, resolveRejects, setAside } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

/** What is wrong with a record now, and what was wrong with it before; null: nothing. */
export interface Complaint {
  readonly connection: string
  readonly id: string
  readonly now: string | null
  readonly before: string | null
}

/** Sets records aside whose complaint is new or another, and marks those as mended that have none any more. */
export async function recordComplaints(
  transaction: Database,
  entity: string,
  complaints: readonly Complaint[],
): Promise<void> {
  const changed = complaints.filter(({ now, before }) => now !== before)
  for (const [connection, group] of Map.groupBy(changed, (complaint) => complaint.connection)) {
    const rejects: Reject[] = []
    const mended: string[] = []
    for (const { id, now } of group) {
      if (now === null) mended.push(id)
      else rejects.push({ entity, recordId: id, reason: now })
    }
    await setAside(transaction, 'identity', connection, rejects)
    await resolveRejects(transaction, 'identity', connection, entity, mended)
  }
}

/**
 * Why a record is set aside, null where it is not. A subquery, not a join: each row is one look-up in the index, whatever the
 * planner believes of a table that just grew.
 */
export function openComplaint(
  connection: RawBuilder<unknown>,
  entity: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`(select aside.reason from reject as aside
    where aside.stage = 'identity' and aside.connection = ${connection} and aside.entity = ${entity}
      and aside.record_id = ${id} and aside.resolved_at is null)`
}

/** How many records of each entity are set aside now. Deals that another one counts for are not among them. */
export async function countComplaints(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ entity: string; count: number }>`
    select entity, count(*) as count from reject
    where stage = 'identity' and resolved_at is null and not exists (
      select from deal_copy as copy
      where reject.entity = 'deal' and copy.connection = reject.connection and copy.deal_id = reject.record_id
    )
    group by entity
  `.execute(db)
  return new Map(rows.map(({ entity, count }) => [entity, count]))
}
