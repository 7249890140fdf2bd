import type { ApplyScope } from './apply-scope.ts'
import { deliver } from './delivery.ts'
import { judgeBatch, keepVerdicts, type LineToSend, linesToSend } from './judge-batch.ts'
import { keepOutcomes, type WrittenLine } from './keep-outcomes.ts'
import type { OpenItem } from './verdict.ts'

/**
 * Reads a batch, writes what must be written, and keeps what became of every record. Lines are marked `sending` before the
 * call, so that a crash at any point leaves a state that `settleBatch` can clear up.
 * @throws what stopped the write, after everything known was kept.
 */
export async function applyBatch(scope: ApplyScope, items: readonly OpenItem[]): Promise<void> {
  const batch = await judgeBatch(scope, items)
  await keepVerdicts(scope, batch)
  const sent = linesToSend(batch)
  if (sent.length === 0) return
  const writes = sent.map(({ item, verdict }) => ({ id: item.recordId, values: verdict.values }))
  const { outcomes, stopped } = await deliver(scope.remote, writes, scope.rules, scope.signal)
  const written: WrittenLine[] = []
  const planAgain: number[] = []
  for (const line of sent) {
    const { id, recordId } = line.item
    const outcome = outcomes.get(recordId)
    if (outcome !== undefined) written.push({ id, recordId, values: valuesOf(scope, line), outcome })
    else if (stopped?.uncertain === false) planAgain.push(id)
  }
  await keepOutcomes(scope, written, planAgain)
  if (stopped !== null) throw stopped.error
}

/** A revert puts back the values that stand there already as well: they are no longer Rapport's. */
function valuesOf({ plan }: ApplyScope, { verdict }: LineToSend) {
  return plan.kind === 'revert' ? verdict.after : verdict.values
}
