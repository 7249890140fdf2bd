import type { Change } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { missingField, type Reading } from './reading.ts'
import type { SourceObject } from './source-object.ts'

/** So many fields that an admin named are told of, so that the saved state stays small. */
const mostMissing = 8

/** What a stream lacks, by the id that it is set aside under (`Order`, `Opportunity.Amount`), each with what to do. */
export type Losses = ReadonlyMap<string, string>

/** What was read before, was named by the admin or is expected, and is not seen by this user. */
export function lossesOf<E extends EntityName>(
  ctx: SalesforceContext,
  entity: E,
  sources: readonly SourceObject<E>[],
  readings: readonly Reading<E>[],
  wasRead: (object: string) => boolean,
): Losses {
  const losses = new Map<string, string>()
  for (const { object, stamp, isWanted, isEssential } of sources) {
    if (isWanted?.(ctx.settings) === false || readings.some(({ source }) => source.object === object))
      continue
    const advice = `Give the user read access to it and to its ${stamp}, by a permission set.`
    if (wasRead(object)) {
      const kept = 'what was read of it stays as it was, and nothing new comes.'
      losses.set(object, `stream ${entity}: this user sees ${object} no longer: ${kept} ${advice}`)
    } else if (isEssential) {
      losses.set(object, `stream ${entity}: this user sees no ${object}: nothing is read of it. ${advice}`)
    }
  }
  for (const { source, missing, hidden, described, unseen } of readings) {
    for (const object of unseen) {
      losses.set(
        object,
        `stream ${entity}: this user sees ${object} no longer, by which amounts are converted: sales that are read meanwhile have no amount in the corporate currency, and the others keep theirs. Give the user "View Setup and Configuration", by a permission set; all sales are then read again.`,
      )
    }
    for (const name of missing.slice(0, mostMissing)) {
      losses.set(`${source.object}.${name}`, missingField(entity, source.object, name, described))
    }
    for (const name of hidden) {
      const id = `${source.object}.${name}`
      if (losses.has(id)) continue
      losses.set(
        id,
        `stream ${entity}: this user does not see ${id}: what it tells stays unknown. Allow it by field-level security, in a permission set; all records are then read again.`,
      )
    }
  }
  return losses
}

/** Sets aside what is lost, under its own name, and takes off again what was and is back. */
export function* tellLosses<E extends EntityName>(
  losses: Losses,
  before: readonly string[],
): Generator<Change<E, never>> {
  for (const [id, reason] of losses) yield { type: 'reject', id, reason }
  for (const id of before) if (!losses.has(id)) yield { type: 'delete', id }
}
