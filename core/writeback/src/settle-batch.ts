import type { ApplyScope, LineCounts } from './apply-scope.ts'
import { inParallel } from './in-parallel.ts'
import { mended, pastMending } from './mended.ts'
import { type ItemUpdate, openItems, updateItems } from './plan-items.ts'
import { rememberArrived } from './remembering.ts'
import { arrivedValues, goneReason, hasArrived, type OpenItem } from './verdict.ts'

type Arrived = keyof Pick<LineCounts, 'applied' | 'alreadyThere'>

/**
 * Clears up all lines that were under way, by reading their records back, `batchSize` with a call.
 * @param arrived how lines are counted whose values are there: as `applied` where this run sent them, as `alreadyThere` where an
 * earlier one did.
 */
export async function settleSending(
  scope: ApplyScope,
  batchSize: number,
  arrived: Arrived,
  concurrency = scope.concurrency,
): Promise<void> {
  const batches = openItems(scope.db, scope.plan, 'sending', batchSize)
  await inParallel(batches, concurrency, scope.signal, (batch) => settleBatch(scope, batch, arrived))
}

/**
 * Clears up a batch that was under way when a process ended, or of which nobody knows: lines whose values arrived are applied,
 * the others are planned again. Values of which some arrived are remembered as written, so that they are not taken for a
 * person's.
 */
async function settleBatch(scope: ApplyScope, items: readonly OpenItem[], arrived: Arrived): Promise<void> {
  const { db, plan, rules, counts } = scope
  const current = await scope.remote.read(items.map(({ recordId }) => recordId))
  const updates: ItemUpdate[] = []
  const done: OpenItem[] = []
  const partly: OpenItem[] = []
  const gone: OpenItem[] = []
  for (const item of items) {
    const now = current.get(item.recordId)
    if (now === undefined) {
      updates.push({ id: item.id, state: 'gone', reason: goneReason })
      gone.push(item)
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
    await pastMending(transaction, scope, gone)
    await scope.mustBeMine(transaction)
  })
  counts[arrived] += done.length
  counts.gone += gone.length
}
