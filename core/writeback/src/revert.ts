import type { FieldValues } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { currencyReason, driftReason } from './drift-reason.ts'
import { targetFields } from './fields.ts'
import { type KnownValues, loadKnownValues, nothingKnown } from './known-values.ts'
import { loadLaterWrites } from './later-writes.ts'
import { insertPlanItems, type NewPlanItem } from './plan.ts'
import {
  discardOpenPlans,
  discardPlans,
  insertPlan,
  loadPlan,
  PlanError,
  type PlanRecord,
  saveCounts,
} from './plan-record.ts'
import { fieldValue, sameValue } from './stored-value.ts'
import { hasOtherCurrency } from './verdict.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** What to revert: all that a plan wrote, or the last write to one record. */
export type RevertSubject =
  | number
  | {
      readonly record: {
        readonly connection: string
        readonly entity: WriteEntity
        readonly recordId: string
      }
    }

export interface CreatedRevert {
  readonly planId: number
  readonly counts: {
    /** Records that the plan wrote and that were not reverted before. */
    readonly considered: number
    /** Records that get back what they held. */
    readonly planned: number
    /** Records left alone because their fields hold something else by now. */
    readonly refused: number
  }
}

interface WrittenItem extends KnownValues {
  readonly id: number
  readonly recordId: string
  readonly customerId: number | null
  readonly before: FieldValues
  readonly after: FieldValues
  readonly currency: string | null
  /** What later plans wrote to fields that lost their values. */
  readonly later: FieldValues
}

const pageSize = 1000

/**
 * Plans to put back what stood in the CRM before a plan was applied, for fields that still hold what it wrote; a field that was
 * empty is cleared. Records that a person edited, or that a later plan wrote, are listed as refused. It replaces an open plan
 * of the same connection and entity, and an interrupted revert of the same, and is applied like any other plan.
 * @throws PlanError where there is nothing to revert.
 */
export async function planRevert(
  db: Database,
  subject: RevertSubject,
  options: { readonly runId?: number; readonly beforeCommit?: (transaction: Database) => Promise<void> } = {},
): Promise<CreatedRevert> {
  return db.transaction().execute(async (transaction) => {
    const reverts = typeof subject === 'number' ? subject : await lastWrite(transaction, subject.record)
    const recordId = typeof subject === 'number' ? null : subject.record.recordId
    const plan = await loadPlan(transaction, reverts)
    if (plan.kind === 'revert') {
      throw new PlanError(
        `plan ${plan.id} is itself a revert: release its holds and plan again to write anew`,
      )
    }
    await discardOpenPlans(transaction, plan.connection, plan.entity)
    await discardPlans(
      transaction,
      sql<boolean>`kind = 'revert' and state = 'applying' and ${revertsSame(subject)}`,
    )
    const planId = await insertPlan(transaction, {
      runId: options.runId ?? null,
      kind: 'revert',
      reverts,
      connection: plan.connection,
      entity: plan.entity,
    })
    const counts = { considered: 0, planned: 0, refused: 0 }
    for await (const page of writtenItems(transaction, plan, recordId)) {
      const items = page.flatMap((item) => revertItem(item, plan.entity) ?? [])
      counts.considered += items.length
      for (const { state } of items) counts[state === 'refused' ? 'refused' : 'planned'] += 1
      await insertPlanItems(transaction, planId, items)
    }
    if (counts.considered === 0) {
      throw new PlanError(`plan ${reverts} wrote nothing that is left to revert`)
    }
    await saveCounts(transaction, planId, counts)
    await options.beforeCommit?.(transaction)
    return { planId, counts }
  })
}

/** Whether a row of the table `plan` is a revert of just this. */
export function revertsSame(subject: RevertSubject): RawBuilder<boolean> {
  if (typeof subject === 'number') return sql<boolean>`plan.reverts = ${subject}`
  const { connection, entity, recordId } = subject.record
  return sql<boolean>`(
    plan.connection = ${connection} and plan.entity = ${entity}
    and (select array_agg(line.record_id) from plan_item line where line.plan_id = plan.id) = array[${recordId}::text]
  )`
}

/** Whether a plan wrote something that was not put back yet, or may have: what was under way when it ended is read back first. */
export async function hasLeftToRevert(db: Database, planId: number): Promise<boolean> {
  const { rows } = await sql`
    select from plan_item item
    where plan_id = ${planId} and (item.state = 'sending' or ${leftToRevert}) limit 1
  `.execute(db)
  return rows.length > 0
}

async function lastWrite(
  db: Database,
  record: { readonly connection: string; readonly entity: WriteEntity; readonly recordId: string },
): Promise<number> {
  const { rows } = await sql<{ planId: number }>`
    select plan.id as "planId"
    from plan join plan_item item on item.plan_id = plan.id
    where plan.connection = ${record.connection} and plan.entity = ${record.entity} and plan.kind = 'write'
      and item.record_id = ${record.recordId} and ${leftToRevert}
    order by plan.id desc
    limit 1
  `.execute(db)
  const found = rows[0]
  if (found !== undefined) return found.planId
  throw new PlanError(
    `Rapport wrote nothing to ${record.connection}/${record.entity}:${record.recordId} that is left to revert`,
  )
}

const alreadyReverted = sql`exists (
  select from plan undone join plan_item line on line.plan_id = undone.id
  where undone.reverts = item.plan_id and line.record_id = item.record_id and line.state = 'applied'
)`

/** Whether a line of a write (`item`) changed something that was not put back yet. */
export const leftToRevert = sql<boolean>`(
  item.state = 'applied' and item.before <> item.after and not ${alreadyReverted}
)`

async function* writtenItems(
  db: Database,
  plan: PlanRecord,
  recordId: string | null,
): AsyncGenerator<readonly WrittenItem[]> {
  let last = ''
  for (;;) {
    const { rows } = await sql<Omit<WrittenItem, keyof KnownValues | 'later'>>`
      select id, record_id as "recordId", customer_id as "customerId", before, after, currency
      from plan_item item
      where plan_id = ${plan.id} and state = 'applied' and record_id > ${last}
        and record_id = coalesce(${recordId}::text, record_id)
        and not ${alreadyReverted}
      order by record_id
      limit ${pageSize}
    `.execute(db)
    const known = await loadKnownValues(
      db,
      plan,
      rows.map((row) => row.recordId),
    )
    const items = rows.map((row) => ({ ...row, ...(known.get(row.recordId) ?? nothingKnown) }))
    const losers = items.filter((item) => Object.keys(item.after).some((name) => isLost(item, name)))
    const later = await loadLaterWrites(
      db,
      plan,
      losers.map((item) => item.recordId),
    )
    yield items.map((item) => ({ ...item, later: later.get(item.recordId) ?? {} }))
    const final = rows.at(-1)
    if (final === undefined || rows.length < pageSize) return
    last = final.recordId
  }
}

/**
 * Whether what Rapport wrote went with a field that somebody deleted, and nobody put anything there since: that is no edit. Where a person
 * emptied the field, it is still known what was written.
 */
function isLost({ held, written }: KnownValues, name: string): boolean {
  return fieldValue(held, name) === null && !Object.hasOwn(written, name)
}

/** The line that puts back what one write replaced; null where it replaced nothing. */
function revertItem(item: WrittenItem, entity: WriteEntity): NewPlanItem | null {
  const written = targetFields(Object.keys(item.after), entity).filter(
    (field) => !sameValue(field, fieldValue(item.before, field.name), fieldValue(item.after, field.name)),
  )
  if (written.length === 0) return null
  const moved = hasOtherCurrency(item.currency, item.held)
  // What was empty before can be emptied in any currency.
  const foreign = written.filter(
    ({ name, type }) => moved && type === 'currency' && fieldValue(item.before, name) !== null,
  )
  // What is lost was the write of a later plan, where there is one.
  const standing = ({ name }: WriteField) =>
    isLost(item, name) ? fieldValue({ ...item.after, ...item.later }, name) : fieldValue(item.held, name)
  const kept = written.filter(
    (field) =>
      !foreign.includes(field) && sameValue(field, standing(field), fieldValue(item.after, field.name)),
  )
  const material = ({ material: kind }: WriteField) => kind !== 'companion'
  // A write of companions alone filled them again.
  const isReason = written.some(material) ? material : () => true
  const other = written.filter(
    (field) => !kept.includes(field) && !foreign.includes(field) && isReason(field),
  )
  const reasons = [
    ...(other.length === 0 ? [] : [driftReason(namesOf(other), item.after, item.held)]),
    ...(foreign.length === 0 ? [] : [currencyReason(namesOf(foreign), item.currency, item.held)]),
  ]
  const possible = kept.some(isReason)
  const shown = possible ? kept : written
  return {
    recordId: item.recordId,
    customerId: item.customerId,
    before: Object.fromEntries(
      shown.map((field) => [
        field.name,
        fieldValue(possible && !isLost(item, field.name) ? item.after : item.held, field.name),
      ]),
    ),
    after: Object.fromEntries(shown.map(({ name }) => [name, fieldValue(item.before, name)])),
    state: possible ? 'planned' : 'refused',
    reason: reasons.length === 0 ? null : reasons.join('; '),
    currency: item.currency,
  }
}

function namesOf(fields: readonly { readonly name: string }[]): string[] {
  return fields.map(({ name }) => name)
}
