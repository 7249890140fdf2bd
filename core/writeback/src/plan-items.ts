import type { FieldValues } from '@rapport/connector'
import { type Database, jsonText, type PlanItemState } from '@rapport/store'
import { sql } from 'kysely'
import type { ApplyScope } from './apply-scope.ts'
import { type KnownValues, loadKnownValues, nothingKnown } from './known-values.ts'
import type { OpenItem } from './verdict.ts'

/** The new state of one line. Values that are left out stay. */
export interface ItemUpdate {
  readonly id: number
  readonly state: PlanItemState
  readonly reason: string | null
  readonly before?: FieldValues
  readonly after?: FieldValues
}

/** Lines of a plan in a state, in batches, in the order they were planned, with what is known of their records. */
export async function* openItems(
  db: Database,
  plan: { readonly id: number; readonly connection: string; readonly entity: string },
  state: 'planned' | 'sending',
  batchSize: number,
): AsyncGenerator<readonly OpenItem[]> {
  // Whole batches per page, so that no page edge makes a call smaller than it could be.
  const pageSize = batchSize * Math.max(1, Math.floor(1000 / batchSize))
  let last = 0
  for (;;) {
    const { rows } = await sql<Omit<OpenItem, keyof KnownValues>>`
      select id, record_id as "recordId", before, after, currency
      from plan_item
      where plan_id = ${plan.id} and state = ${state} and id > ${last}
      order by id limit ${pageSize}
    `.execute(db)
    const known = await loadKnownValues(
      db,
      plan,
      rows.map(({ recordId }) => recordId),
    )
    const items = rows.map((row) => ({ ...row, ...(known.get(row.recordId) ?? nothingKnown) }))
    for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize)
    const final = rows.at(-1)
    if (final === undefined || rows.length < pageSize) return
    last = final.id
  }
}

/** Moves lines to their new state, in one statement. Only lines in the state `from` move. */
export async function updateItems(
  db: Database,
  from: 'planned' | 'sending',
  updates: readonly ItemUpdate[],
): Promise<void> {
  if (updates.length === 0) return
  await sql`
    update plan_item item set
      state = new.state,
      -- What was said of fields that a person edited still holds once the others are written.
      reason = case when new.state = 'applied' then coalesce(new.reason, item.reason) else new.reason end,
      before = coalesce(new.before, item.before),
      after = coalesce(new.after, item.after),
      sent_at = case when new.state = 'sending' then now() else item.sent_at end,
      finished_at = case when new.state in ('planned', 'sending') then null else now() end
    from jsonb_to_recordset(${jsonText(updates)}::jsonb)
      as new(id bigint, state text, reason text, before jsonb, after jsonb)
    where item.id = new.id and item.state = ${from}
  `.execute(db)
}

/** A line that is under way, with the values that it sends. */
export interface SendingItem {
  readonly id: number
  readonly recordId: string
  readonly after: FieldValues
}

/** Those lines of a plan that write to these records and are under way. */
export async function sendingItems(
  db: Database,
  planId: number,
  recordIds: readonly string[],
): Promise<readonly SendingItem[]> {
  const { rows } = await sql<SendingItem>`
    select id, record_id as "recordId", after from plan_item
    where plan_id = ${planId} and record_id = any(${recordIds as string[]}) and state = 'sending'
  `.execute(db)
  return rows
}

/** Plans all lines again that are marked as under way. To be called only where none of them was sent. */
export async function planSendingAgain({ db, plan, mustBeMine }: ApplyScope): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`
      update plan_item set state = 'planned', reason = null where plan_id = ${plan.id} and state = 'sending'
    `.execute(transaction)
    await mustBeMine(transaction)
  })
}

/** How many lines of a plan are in each state. */
export async function countItems(
  db: Database,
  planId: number,
): Promise<Readonly<Partial<Record<PlanItemState, number>>>> {
  const { rows } = await sql<{ state: PlanItemState; count: number }>`
    select state, count(*) as count from plan_item where plan_id = ${planId} group by state
  `.execute(db)
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

/** Names of the fields that a plan's open lines hold. */
export async function openFieldNames(db: Database, planId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct jsonb_object_keys(after) as name from plan_item
    where plan_id = ${planId} and state in ('planned', 'sending')
    order by name
  `.execute(db)
  return rows.map(({ name }) => name)
}
