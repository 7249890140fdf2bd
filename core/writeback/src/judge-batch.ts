import type { FieldValues } from '@rapport/connector'
import { type Database, type PlanItemState, rememberHeld } from '@rapport/store'
import type { ApplyScope } from './apply-scope.ts'
import { mended, pastMending } from './mended.ts'
import { type ItemUpdate, updateItems } from './plan-items.ts'
import { rememberArrived } from './remembering.ts'
import { fieldValue } from './stored-value.ts'
import { judge, type OpenItem, type Verdict } from './verdict.ts'

/** A line with what is to be done with it. */
export interface JudgedLine {
  readonly item: OpenItem
  readonly verdict: Verdict
}

/** A line whose values must be sent. */
export type LineToSend = JudgedLine & { readonly verdict: Extract<Verdict, { do: 'send' }> }

type Current = ReadonlyMap<string, FieldValues>

/** Lines of a plan, judged by what their records hold now. */
export interface JudgedBatch {
  readonly lines: readonly JudgedLine[]
  readonly current: Current
}

/** Reads the records of lines, with one call, and judges each. */
export async function judgeBatch(
  { remote, rules }: ApplyScope,
  items: readonly OpenItem[],
): Promise<JudgedBatch> {
  const current = await remote.read(items.map(({ recordId }) => recordId))
  const lines = items.map((item) => ({ item, verdict: judge(item, current.get(item.recordId), rules) }))
  return { lines, current }
}

/** Those lines whose values must be sent. */
export function linesToSend({ lines }: JudgedBatch): readonly LineToSend[] {
  return lines.filter((line): line is LineToSend => line.verdict.do === 'send')
}

/**
 * Keeps verdicts: lines with nothing to send are through, the others are marked `sending`, with the values that stand there
 * before. It must be done before anything is sent.
 */
export async function keepVerdicts(scope: ApplyScope, batch: JudgedBatch): Promise<void> {
  await scope.db.transaction().execute(async (transaction) => {
    await keep(transaction, scope, batch)
    await scope.mustBeMine(transaction)
  })
  for (const { verdict } of batch.lines) {
    if (verdict.do === 'send') continue
    if (verdict.state === 'applied') scope.counts.alreadyThere += 1
    else scope.counts[verdict.state] += 1
  }
}

async function keep(db: Database, scope: ApplyScope, { lines, current }: JudgedBatch): Promise<void> {
  const { plan } = scope
  const updates = lines.map(({ item, verdict }): ItemUpdate => {
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
  await keepRead(db, scope, lines, current)
  const there = lines.filter(({ verdict }) => verdict.do === 'nothing' && verdict.state === 'applied')
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
  await mended(
    db,
    scope,
    there.map(({ item }) => item),
  )
  const gone = lines.filter(({ verdict }) => verdict.do === 'nothing' && verdict.state === 'gone')
  await pastMending(
    db,
    scope,
    gone.map(({ item }) => item),
  )
}

function isSame(left: FieldValues, right: FieldValues): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}

/** Remembers what was read where it differs from what was known; what is sent in a moment too, for it may be refused. */
async function keepRead(
  db: Database,
  { plan }: ApplyScope,
  lines: readonly JudgedLine[],
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
