import type { FieldValues } from '@rapport/connector'
import { type Database, setAside } from '@rapport/store'
import type { ApplyScope } from './apply-scope.ts'
import type { Outcome } from './delivery.ts'
import { mended } from './mended.ts'
import { updateItems } from './plan-items.ts'
import { rememberArrived } from './remembering.ts'

/** A line whose write is over. */
export interface WrittenLine {
  readonly id: number
  readonly recordId: string
  /** The values that are in the CRM if it was applied, and that were refused if it was not. */
  readonly values: FieldValues
  readonly outcome: Outcome
}

/** Keeps what became of lines that were under way, and counts them. The lines `planAgain` were not written. */
export async function keepOutcomes(
  scope: ApplyScope,
  lines: readonly WrittenLine[],
  planAgain: readonly number[],
): Promise<void> {
  await scope.db.transaction().execute((transaction) => keep(transaction, scope, lines, planAgain))
  for (const { outcome } of lines) scope.counts[outcome.state] += 1
}

async function keep(
  db: Database,
  scope: ApplyScope,
  lines: readonly WrittenLine[],
  planAgain: readonly number[],
): Promise<void> {
  const { plan } = scope
  await updateItems(db, 'sending', [
    ...lines.map(({ id, outcome }) => ({ id, state: outcome.state, reason: reasonOf(outcome) })),
    ...planAgain.map((id) => ({ id, state: 'planned' as const, reason: null })),
  ])
  await rememberArrived(
    db,
    plan,
    lines.filter(({ outcome }) => outcome.state === 'applied'),
  )
  await setAside(
    db,
    'write',
    plan.connection,
    lines
      .filter(({ outcome }) => outcome.state === 'rejected')
      .map(({ recordId, values, outcome }) => ({
        entity: plan.entity,
        recordId,
        reason: reasonOf(outcome) ?? 'no reason given',
        raw: values,
      })),
  )
  await mended(
    db,
    scope,
    lines.filter(({ outcome }) => outcome.state !== 'rejected'),
  )
}

function reasonOf(outcome: Outcome): string | null {
  return outcome.state === 'applied' ? null : outcome.reason
}
