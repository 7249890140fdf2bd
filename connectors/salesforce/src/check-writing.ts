import { type Attempt, type CheckResult, checkLine, type FieldSelections } from '@rapport/connector'
import type { Descriptions } from './check.ts'
import type { SalesforceContext } from './client.ts'
import { lackingOf, listed, neededToCreateFields, type ToldPermissions } from './permissions.ts'
import { fieldName } from './settings.ts'
import { targetObjects } from './targets/index.ts'

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
export function checkWriting(
  written: WrittenFields,
  descriptions: Descriptions,
  permissions: Attempt<ToldPermissions | null>,
): CheckResult {
  const name = 'writing'
  const closed: string[] = []
  for (const [object, fields] of written) {
    const found = descriptions.get(object)
    if (found !== undefined && 'error' in found) return checkLine(name, found)
    const described = found?.value?.fields
    if (described === undefined) {
      const detail = `this user does not see ${object}: let it read and edit ${object}, by a permission set, or take ${object} out of writeBack`
      return { name, ok: false, detail }
    }
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
  return 'error' in permissions
    ? checkLine(name, permissions)
    : { name, ...describeClosed(closed, permissions.value) }
}

/** Fields that are to be created, or granted to this user: it may do so itself, or an administrator has to. */
function describeClosed(closed: readonly string[], told: ToldPermissions | null): Omit<CheckResult, 'name'> {
  const fields = closed.join(', ')
  if (told === null) {
    const detail = `not there, or not open to this user for writing: ${fields}. Salesforce does not tell whether this user may make and open them; where it may not, the first write leaves a folder for an administrator to deploy`
    return { ok: true, detail }
  }
  const lacking = lackingOf(told, neededToCreateFields)
  if (lacking.length === 0)
    return { ok: true, detail: `the first write makes, or opens to this user: ${fields}` }
  const detail = `not there, or not open to this user for writing: ${fields}. To make and open them it lacks ${listed(lacking)}: grant these by a permission set for the first write, or sync once, and have an administrator deploy the folder that this leaves`
  return { ok: false, detail }
}
