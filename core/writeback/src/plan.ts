import type { FieldValues } from '@rapport/connector'
import { type Database, jsonText, resolveRejects } from '@rapport/store'
import { sql } from 'kysely'
import { inBatches } from './batches.ts'
import { type DifferenceRules, decideRecord, type OnDrift } from './difference.ts'
import { driftReason } from './drift-reason.ts'
import { targetFields } from './fields.ts'
import { checkGuardRails, type GuardRailSettings, isJump } from './guard-rails.ts'
import { type KnownValues, loadKnownValues, nothingKnown } from './known-values.ts'
import { leftToPutBack } from './left-to-put-back.ts'
import { hasOpenRejects } from './open-rejects.ts'
import { discardOpenPlans, insertPlan, type PlanCounts, saveCounts, stopPlan } from './plan-record.ts'
import { fieldValue, sameValue } from './stored-value.ts'
import { convertedFields } from './target-money.ts'
import type { WantedRecord } from './wanted.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** What a plan is made for. */
export interface PlanRequest {
  readonly runId: number | null
  readonly connection: string
  readonly entity: WriteEntity
  readonly fields: readonly WriteField[]
  readonly onDrift: OnDrift
  /** Share by which a model value must move to be written, 0.01 = 1 %. */
  readonly materiality: number
  /** When it is stopped until a person confirms it. */
  readonly guardRails: GuardRailSettings
  /** A person confirmed beforehand what a guard rail would stop. */
  readonly confirmed: boolean
  /** Called in the transaction before it commits, which it does not where this throws. */
  readonly beforeCommit?: ((transaction: Database) => Promise<void>) | undefined
  /** Each record once. */
  readonly wanted: AsyncIterable<WantedRecord>
}

export interface CreatedPlan {
  readonly planId: number
  readonly counts: PlanCounts
  /** Why a guard rail stopped it, and what to do; null where none did, or it was confirmed beforehand. */
  readonly stopped: { readonly sentence: string; readonly confirm: string } | null
}

const batchSize = 1000

type Counting = { -readonly [Name in keyof PlanCounts]: PlanCounts[Name] }

/**
 * Plans a write-back: compares the wanted values with what the CRM was last known to hold and keeps one item per record that
 * would change or that a person edited since. It makes no call to the CRM, writes nothing there, and replaces an open plan
 * of the same connection and entity. All in one transaction, the guard rails too: a plan is whole and checked, or is not there.
 * @throws UnsettledPlanError where an interrupted plan has writes whose outcome is unknown.
 */
export async function createPlan(db: Database, request: PlanRequest): Promise<CreatedPlan> {
  return db.transaction().execute(async (transaction) => {
    await discardOpenPlans(transaction, request.connection, request.entity)
    const planId = await insertPlan(transaction, { ...request, kind: 'write', reverts: null })
    const counts: Counting = {
      considered: 0,
      changed: 0,
      cleared: 0,
      unchanged: 0,
      drifted: 0,
      partlyDrifted: 0,
      heldBack: 0,
      holding: 0,
      changing: 0,
    }
    const some = {
      holds: await hasHolds(transaction, request),
      rejects: await hasOpenRejects(transaction, request),
    }
    for await (const batch of ahead(inBatches(request.wanted, batchSize))) {
      await planBatch(transaction, request, planId, batch, some, counts)
    }
    await saveCounts(transaction, planId, counts)
    const guard = checkGuardRails(counts, request.guardRails, { ...request, planId })
    const stop = guard.stopped && !request.confirmed ? guard : null
    if (stop !== null) await stopPlan(transaction, planId, stop.sentence)
    await request.beforeCommit?.(transaction)
    const stopped = stop === null ? null : { sentence: stop.sentence, confirm: stop.confirm }
    return { planId, counts, stopped }
  })
}

/** One line of a plan, before it is stored. */
export interface NewPlanItem {
  readonly recordId: string
  readonly customerId: number | null
  readonly before: FieldValues
  readonly after: FieldValues
  readonly state: 'planned' | 'drifted' | 'refused'
  readonly reason: string | null
  /** In which currency its money is, where each record has one of its own. */
  readonly currency: string | null
}

/** Stores lines of a plan. */
export async function insertPlanItems(
  db: Database,
  planId: number,
  items: readonly NewPlanItem[],
): Promise<void> {
  if (items.length === 0) return
  await sql`
    insert into plan_item (plan_id, record_id, customer_id, before, after, state, reason, currency)
    select ${planId}, "recordId", "customerId", before, after, state, reason, currency
    from jsonb_to_recordset(${jsonText(items)}::jsonb)
      as item("recordId" text, "customerId" bigint, before jsonb, after jsonb, state text, reason text,
        currency text)
  `.execute(db)
}

const noHolds: ReadonlyMap<string, ReadonlySet<string>> = new Map()
const nothingOnHold: ReadonlySet<string> = new Set()
const nothingLeft: ReadonlyMap<string, FieldValues> = new Map()

async function planBatch(
  db: Database,
  request: PlanRequest,
  planId: number,
  batch: readonly WantedRecord[],
  some: { readonly holds: boolean; readonly rejects: boolean },
  counts: Counting,
): Promise<void> {
  const rules: DifferenceRules = request
  const ids = batch.map(({ recordId }) => recordId)
  const known = await loadKnownValues(db, request, ids)
  const holds = some.holds ? await loadHolds(db, request, ids) : noHolds
  const left = some.holds && some.rejects ? await leftToPutBack(db, request, ids) : nothingLeft
  const items: NewPlanItem[] = []
  const mended: string[] = []
  const ofConverted = convertedFields(request.fields)
  for (const { recordId, customerId, values, currency = null, isConverted = false } of batch) {
    const record = known.get(recordId) ?? nothingKnown
    const onHold = holds.get(recordId) ?? nothingOnHold
    const difference = decideRecord(
      isConverted ? ofConverted : request.fields,
      values,
      { ...record, onHold },
      rules,
    )
    const { outcome, before, after, drifted } = difference
    const writes = outcome === 'changed' || outcome === 'cleared'
    const ownsValue = request.fields.some((field) => holdsOwnValue(field, record))
    counts.considered += 1
    counts[outcome] += 1
    if (ownsValue) counts.holding += 1
    if (ownsValue && writes && isJump(request.fields, difference, request.guardRails.jumpShare)) {
      counts.changing += 1
    }
    if (writes && drifted.length > 0) counts.partlyDrifted += 1
    const toPutBack = left.get(recordId)
    if (toPutBack === undefined ? outcome === 'unchanged' : !holdsAny(toPutBack, record, request.entity)) {
      mended.push(recordId)
    }
    if (!writes && outcome !== 'drifted') continue
    const reason = drifted.length === 0 ? null : driftReason(drifted, record.written, record.held)
    const state = writes ? 'planned' : 'drifted'
    items.push({ recordId, customerId, before, after, state, reason, currency })
  }
  await insertPlanItems(db, planId, items)
  // A record that was refused and now holds what it should needs no mending any more; one that was to be put back should not hold what
  // is wanted of it, but what it held before: a person may have seen to that.
  if (some.rejects) await resolveRejects(db, 'write', request.connection, request.entity, mended)
}

/** Whether a record still holds something of what was to be taken back. */
function holdsAny(toPutBack: FieldValues, { held }: KnownValues, entity: WriteEntity): boolean {
  return targetFields(Object.keys(toPutBack), entity).some(
    (field) =>
      field.material !== 'companion' &&
      sameValue(field, fieldValue(held, field.name), fieldValue(toPutBack, field.name)),
  )
}

function holdsOwnValue(field: WriteField, record: KnownValues): boolean {
  return fieldValue(record.written, field.name) !== null && fieldValue(record.held, field.name) !== null
}

async function loadHolds(
  db: Database,
  request: PlanRequest,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ id: string; field: string }>`
    select record_id as id, field from write_hold
    where connection = ${request.connection} and entity = ${request.entity} and record_id = any(${ids as string[]})
  `.execute(db)
  const holds = new Map<string, Set<string>>()
  for (const { id, field } of rows) holds.set(id, (holds.get(id) ?? new Set()).add(field))
  return holds
}

async function hasHolds(db: Database, request: PlanRequest): Promise<boolean> {
  const { rows } = await sql`
    select 1 from write_hold where connection = ${request.connection} and entity = ${request.entity} limit 1
  `.execute(db)
  return rows.length > 0
}

/** Reads the next batch while the one before is worked on. */
async function* ahead<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    let next = batches.next()
    for (;;) {
      const { value, done } = await next
      if (done === true) return
      next = batches.next()
      // A failure is thrown where it is awaited; until then it must not end the process as unhandled.
      next.catch(() => {})
      yield value
    }
  } finally {
    await batches.return(undefined)
  }
}
