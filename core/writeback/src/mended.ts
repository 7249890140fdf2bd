import { type Database, resolveRejects } from '@rapport/store'
import type { ApplyScope } from './apply-scope.ts'
import { leftToPutBack } from './left-to-put-back.ts'

type Scope = Pick<ApplyScope, 'plan' | 'anyReject'>
type Lines = readonly { readonly recordId: string }[]

/**
 * Marks what was set aside of these records, which went through, as mended. Where something of a record is still left to put back,
 * that it went through otherwise does not mend that.
 */
export async function mended(db: Database, { plan, anyReject }: Scope, lines: Lines): Promise<void> {
  if (!anyReject || lines.length === 0) return
  const ids = lines.map(({ recordId }) => recordId)
  const left = await leftToPutBack(db, plan, ids)
  const through = ids.filter((id) => !left.has(id))
  await resolveRejects(db, 'write', plan.connection, plan.entity, through)
}

/** Takes what was set aside of these records off the list: they are gone, so that nothing of them can be mended. */
export async function pastMending(db: Database, { plan, anyReject }: Scope, lines: Lines): Promise<void> {
  if (!anyReject) return
  const ids = lines.map(({ recordId }) => recordId)
  await resolveRejects(db, 'write', plan.connection, plan.entity, ids)
}
