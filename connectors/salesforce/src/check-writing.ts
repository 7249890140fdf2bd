import { type Attempt, attempt, type CheckResult, checkLine, type FieldSelections } from '@rapport/connector'
import type { Descriptions } from './check.ts'
import type { SalesforceContext } from './client.ts'
import {
  lackingOf,
  listed,
  neededToCreateFields,
  neededToGrantFields,
  type ToldPermissions,
  viewSetup,
} from './permissions.ts'
import { fieldName } from './settings.ts'
import { findCustomFields } from './targets/custom-fields.ts'
import { targetObjects } from './targets/index.ts'
import { isForbidden } from './targets/refusals.ts'

/** The objects that something is written to, with the names of the fields there. */
export type WrittenFields = ReadonlyMap<string, readonly string[]>

/** What the configuration writes to the org. */
export function writtenFields(ctx: SalesforceContext, selections: FieldSelections): WrittenFields {
  const found = new Map<string, readonly string[]>()
  for (const entity of ['company', 'contact', 'ticket'] as const) {
    const { held } = selections(entity)
    if (held.length === 0) continue
    found.set(
      targetObjects[entity],
      held.map((name) => fieldName(ctx.settings, name)),
    )
  }
  return found
}

/** Whether what is to be written can be: one line. */
export async function checkWriting(
  ctx: SalesforceContext,
  written: WrittenFields,
  descriptions: Descriptions,
  permissions: Attempt<ToldPermissions | null>,
): Promise<CheckResult> {
  const name = 'writing'
  const closed: string[] = []
  const unseen = new Map<string, readonly string[]>()
  for (const [object, fields] of written) {
    const found = descriptions.get(object)
    if (found !== undefined && 'error' in found) return checkLine(name, found)
    const described = found?.value?.fields
    if (described === undefined) {
      const detail = `this user does not see ${object}: let it read and edit ${object}, by a permission set, or take ${object} out of writeBack`
      return { name, ok: false, detail }
    }
    const absent = fields.filter((field) => !described.has(field))
    if (absent.length > 0) unseen.set(object, absent)
    closed.push(
      ...fields
        .filter((field) => described.get(field)?.isUpdateable !== true)
        .map((field) => `${object}.${field}`),
    )
  }
  if (closed.length === 0) {
    const detail = `the fields of ${[...written.keys()].join(', ')} are there, and this user may write them`
    return { name, ok: true, detail }
  }
  if ('error' in permissions) return checkLine(name, permissions)
  const { value: told } = permissions
  return checkLine(
    name,
    await attempt(async () => describeClosed(closed, told, await areThere(ctx, told, unseen))),
  )
}

/**
 * Whether fields that this user does not see are there all the same, so that they need not be made. Only who sees Setup can look,
 * with one call for each object.
 */
async function areThere(
  ctx: SalesforceContext,
  told: ToldPermissions | null,
  unseen: WrittenFields,
): Promise<boolean> {
  if (unseen.size === 0) return true
  if (told === null || lackingOf(told, [viewSetup]).length > 0) return false
  try {
    for (const [object, fields] of unseen) {
      const existing = await findCustomFields(ctx, object, fields)
      if (!fields.every((field) => existing.has(field))) return false
    }
    return true
  } catch (error) {
    if (isForbidden(error)) return false
    throw error
  }
}

/** Fields that are to be created, or granted to this user: it may do so itself, or an administrator has to. */
function describeClosed(
  closed: readonly string[],
  told: ToldPermissions | null,
  areAllThere: boolean,
): Omit<CheckResult, 'name'> {
  const fields = closed.join(', ')
  if (told === null) {
    const detail = `not there, or not open to this user for writing: ${fields}. Salesforce does not tell whether this user may make and open them; where it may not, the first write leaves a folder for an administrator to deploy`
    return { ok: true, detail }
  }
  const lacking = lackingOf(told, areAllThere ? neededToGrantFields : neededToCreateFields)
  if (lacking.length === 0) {
    const does = areAllThere ? 'opens' : 'makes, or opens'
    return { ok: true, detail: `the first write ${does} to this user: ${fields}` }
  }
  const detail = `not there, or not open to this user for writing: ${fields}. To ${areAllThere ? 'open' : 'make and open'} them it lacks ${listed(lacking)}: grant these by a permission set for the first write, or sync once, and have an administrator deploy the folder that this leaves`
  return { ok: false, detail }
}
