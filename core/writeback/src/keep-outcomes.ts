import type { FieldValues } from '@rapport/connector'
import { type Database, setAside } from '@rapport/store'
import type { ApplyScope } from './apply-scope.ts'
import type { Outcome } from './delivery.ts'
import { mended, pastMending } from './mended.ts'
import { updateItems } from './plan-items.ts'
import type { PlanRecord } from './plan-record.ts'
import { rememberArrived, takeOverHolds } from './remembering.ts'

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
  await scope.db.transaction().execute(async (transaction) => {
    await keep(transaction, scope, lines, planAgain)
    await scope.mustBeMine(transaction)
  })
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
  const are = (state: Outcome['state']) => lines.filter(({ outcome }) => outcome.state === state)
  await rememberArrived(db, plan, are('applied'))
  // What a person wants taken back no sync writes anew, also where the CRM refuses to take it back.
  if (plan.kind === 'revert') await takeOverHolds(db, plan, are('rejected'))
  await setAside(
    db,
    'write',
    plan.connection,
    are('rejected').map(({ recordId, values, outcome }) => ({
      entity: plan.entity,
      recordId,
      reason: whySetAside(plan, reasonOf(outcome) ?? 'no reason given'),
      raw: values,
    })),
  )
  await mended(db, scope, are('applied'))
  await pastMending(db, scope, are('gone'))
}

function whySetAside({ kind, reverts }: PlanRecord, reason: string): string {
  if (kind === 'write') return reason
  return `not put back by the revert of plan ${reverts}: ${reason}; revert again once that is mended, or release the record`
}

function reasonOf(outcome: Outcome): string | null {
  return outcome.state === 'applied' ? null : outcome.reason
}
