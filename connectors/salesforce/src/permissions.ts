import type { CheckResult } from '@rapport/connector'
import type { SalesforceContext } from './client.ts'
import { queryRows } from './query.ts'
import { quoted } from './soql.ts'
import { readUser } from './user.ts'

/** What a user must be allowed to do, by the field that says so. */
const permissions = [
  { field: 'PermissionsApiEnabled', label: 'API Enabled', isNeeded: true },
  { field: 'PermissionsViewAllData', label: 'View All Data', isNeeded: false },
] as const

/** Which permissions the user has, by all of its permission sets and its profile. */
export async function readUserPermissions(ctx: SalesforceContext): Promise<Omit<CheckResult, 'name'>> {
  const user = await readUser(ctx)
  if (user === null) return { ok: true, detail: 'Salesforce does not tell who is signed in' }
  const { id, username } = user
  const fields = permissions.map(({ field }) => `PermissionSet.${field}`)
  const soql = `SELECT ${fields.join(', ')} FROM PermissionSetAssignment WHERE AssigneeId = ${quoted(id)}`
  const sets = await queryRows(ctx, 'read the permissions', soql)
  const lacking = permissions.filter(
    ({ field }) => !sets.some((set) => set[`PermissionSet.${field}`] === true),
  )
  const needed = lacking.filter(({ isNeeded }) => isNeeded).map(({ label }) => `"${label}"`)
  if (needed.length > 0) {
    return { ok: false, detail: `${username} lacks ${needed.join(', ')}: grant it by a permission set` }
  }
  const rest = lacking.map(({ label }) => `"${label}"`).join(', ')
  const note = rest === '' ? '' : `; without ${rest} it reads only the records that are shared with it`
  return { ok: true, detail: `${username}${note}` }
}
