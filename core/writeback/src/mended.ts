import { type Database, resolveRejects } from '@rapport/store'
import type { ApplyScope } from './apply-scope.ts'

/** Marks what was set aside of these records as mended. */
export async function mended(
  db: Database,
  { plan, anyReject }: Pick<ApplyScope, 'plan' | 'anyReject'>,
  lines: readonly { readonly recordId: string }[],
): Promise<void> {
  if (!anyReject) return
  await resolveRejects(
    db,
    'write',
    plan.connection,
    plan.entity,
    lines.map(({ recordId }) => recordId),
  )
}
