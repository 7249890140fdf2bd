import type { FieldValues } from '@rapport/connector'
import { type Database, type PlanItemState, rememberHeld, resolveRejects, setAside } from '@rapport/store'
import { type Delivery, deliver, type Remote } from './delivery.ts'
import { type ItemUpdate, updateItems } from './plan-items.ts'
import type { PlanRecord } from './plan-record.ts'
import { rememberArrived } from './remembering.ts'
import { fieldValue } from './stored-value.ts'
import {
  arrivedValues,
  goneReason,
  hasArrived,
  judge,
  type OpenItem,
  type Verdict,
  type VerdictRules,
} from './verdict.ts'

/** What became of lines of a plan, in lines. */
export interface LineCounts {
  /** Written, and the CRM confirmed it. */
  applied: number
  /** The CRM held the values already. */
  alreadyThere: number
  /** Left, because a person edited the fields. */
  drifted: number
  /** A revert that is not done, because a person edited the fields. */
  refused: number
  /** The CRM refused the record; it is set aside with the reason. */
  rejected: number
  /** The record no longer exists in the CRM. */
  gone: number
}

/** What a batch needs around it. */
export interface ApplyScope {
  readonly db: Database
  readonly plan: PlanRecord
  readonly remote: Remote
  readonly rules: VerdictRules
  readonly signal: AbortSignal
  readonly counts: LineCounts
  /** Whether any record was set aside that going through would mend. */
  readonly anyReject: boolean
}

type Sent = { readonly item: OpenItem; readonly verdict: Extract<Verdict, { do: 'send' }> }
type Current = ReadonlyMap<string, FieldValues>

/**
 * Reads a batch, writes what must be written, and keeps what became of every record. Lines are marked `sending` before the
 * call, so that a crash at any point leaves a state that `settle` can clear up.
 * @throws what stopped the write, after everything known was kept.
 */
export async function applyBatch(scope: ApplyScope, items: readonly OpenItem[]): Promise<void> {
  const current = await scope.remote.read(items.map(({ recordId }) => recordId))
  const judged = items.map((item) => ({
    item,
    verdict: judge(item, current.get(item.recordId), scope.rules),
  }))
  await scope.db.transaction().execute((transaction) => keepVerdicts(transaction, scope, judged, current))
  for (const { verdict } of judged) {
    if (verdict.do === 'send') continue
    if (verdict.state === 'applied') scope.counts.alreadyThere += 1
    else scope.counts[verdict.state] += 1
  }
  const sent = judged.filter((line): line is Sent => line.verdict.do === 'send')
  if (sent.length === 0) return
  const writes = sent.map(({ item, verdict }) => ({ id: item.recordId, values: verdict.values }))
  const delivery = await deliver(scope.remote, writes, scope.rules, scope.signal)
  await scope.db
    .transaction()
    .execute((transaction) => keepDelivery(transaction, scope, sent, delivery, current))
  for (const { state } of delivery.outcomes.values()) scope.counts[state] += 1
  if (delivery.stopped !== null) throw delivery.stopped.error
}

/**
 * Clears up a batch that was under way when a process ended: lines whose values arrived are applied, the others are planned
 * again. Values of which some arrived are remembered as written, so that they are not taken for a person's.
 */
export async function settleBatch(scope: ApplyScope, items: readonly OpenItem[]): Promise<void> {
  const { db, plan, rules, counts } = scope
  const current = await scope.remote.read(items.map(({ recordId }) => recordId))
  const updates: ItemUpdate[] = []
  const done: OpenItem[] = []
  const partly: OpenItem[] = []
  let gone = 0
  for (const item of items) {
    const now = current.get(item.recordId)
    if (now === undefined) {
      updates.push({ id: item.id, state: 'gone', reason: goneReason })
      gone += 1
    } else if (hasArrived(item.after, now, rules)) {
      updates.push({ id: item.id, state: 'applied', reason: null })
      done.push(item)
    } else {
      updates.push({ id: item.id, state: 'planned', reason: null })
      partly.push(item)
    }
  }
  const remembered = plan.kind === 'write' ? [...done, ...partly] : done
  await db.transaction().execute(async (transaction) => {
    await updateItems(transaction, 'sending', updates)
    await rememberArrived(
      transaction,
      plan,
      remembered.map((item) => ({
        recordId: item.recordId,
        values: arrivedValues(item.after, current.get(item.recordId) ?? {}, rules),
      })),
    )
    await mended(transaction, scope, done)
  })
  counts.alreadyThere += done.length
  counts.gone += gone
}

async function keepVerdicts(
  db: Database,
  scope: ApplyScope,
  judged: readonly { readonly item: OpenItem; readonly verdict: Verdict }[],
  current: Current,
): Promise<void> {
  const { plan } = scope
  const updates = judged.map(({ item, verdict }): ItemUpdate => {
    const state: PlanItemState = verdict.do === 'send' ? 'sending' : verdict.state
    const line = { id: item.id, state, reason: verdict.reason }
    if (!('after' in verdict)) return line
    return {
      ...line,
      ...(isSame(verdict.before, item.before) ? {} : { before: verdict.before }),
      ...(isSame(verdict.after, item.after) ? {} : { after: verdict.after }),
    }
  })
  await updateItems(db, 'planned', updates)
  // What is not overwritten in a moment is worth remembering where it differs from what was known.
  const left = judged.filter(({ verdict }) => verdict.do === 'nothing' || verdict.reason !== null)
  await keepRead(db, plan, left, current)
  const there = judged.filter(({ verdict }) => verdict.do === 'nothing' && verdict.state === 'applied')
  if (plan.kind === 'revert') {
    await rememberArrived(
      db,
      plan,
      there.map(({ item, verdict }) => ({
        recordId: item.recordId,
        values: 'after' in verdict ? verdict.after : {},
      })),
    )
  }
  const finished = judged.filter(
    ({ verdict }) => verdict.do === 'nothing' && (verdict.state === 'applied' || verdict.state === 'gone'),
  )
  await mended(
    db,
    scope,
    finished.map(({ item }) => item),
  )
}

async function keepDelivery(
  db: Database,
  scope: ApplyScope,
  sent: readonly Sent[],
  { outcomes, stopped }: Delivery,
  current: Current,
): Promise<void> {
  const { plan } = scope
  const updates: ItemUpdate[] = []
  const of = { applied: [] as Sent[], rejected: [] as Sent[], gone: [] as Sent[] }
  for (const line of sent) {
    const outcome = outcomes.get(line.item.recordId)
    if (outcome !== undefined) {
      of[outcome.state].push(line)
      const reason = outcome.state === 'applied' ? line.verdict.reason : outcome.reason
      updates.push({ id: line.item.id, state: outcome.state, reason })
    } else if (stopped?.uncertain === false) {
      updates.push({ id: line.item.id, state: 'planned', reason: null })
    }
  }
  await updateItems(db, 'sending', updates)
  await rememberArrived(
    db,
    plan,
    of.applied.map(({ item, verdict }) => ({
      recordId: item.recordId,
      values: plan.kind === 'revert' ? verdict.after : verdict.values,
    })),
  )
  await keepRead(db, plan, of.rejected, current)
  await setAside(
    db,
    'write',
    plan.connection,
    of.rejected.map(({ item, verdict }) => {
      const outcome = outcomes.get(item.recordId)
      const reason = outcome !== undefined && 'reason' in outcome ? outcome.reason : 'no reason given'
      return { entity: plan.entity, recordId: item.recordId, reason, raw: verdict.values }
    }),
  )
  await mended(
    db,
    scope,
    [...of.applied, ...of.gone].map(({ item }) => item),
  )
}

function isSame(left: FieldValues, right: FieldValues): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}

async function keepRead(
  db: Database,
  plan: PlanRecord,
  lines: readonly { readonly item: OpenItem }[],
  current: Current,
): Promise<void> {
  const read = lines.flatMap(({ item }) => {
    const held = current.get(item.recordId)
    if (held === undefined) return []
    const differs = Object.keys(held).some((name) => fieldValue(held, name) !== fieldValue(item.held, name))
    return differs ? [{ id: item.recordId, held }] : []
  })
  await rememberHeld(db, plan.connection, plan.entity, read)
}

async function mended(
  db: Database,
  { plan, anyReject }: ApplyScope,
  items: readonly OpenItem[],
): Promise<void> {
  if (!anyReject) return
  await resolveRejects(
    db,
    'write',
    plan.connection,
    plan.entity,
    items.map(({ recordId }) => recordId),
  )
}
