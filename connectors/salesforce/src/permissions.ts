import type { CheckResult } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from './client.ts'
import { queryRows } from './query.ts'
import { quoted } from './soql.ts'

/** The user that Rapport works as. */
const identity = z.object({ user_id: z.string(), preferred_username: z.string().catch('') })

/** What a user must be allowed to do, by the field that says so. */
const permissions = [
  { field: 'PermissionsApiEnabled', label: 'API Enabled', isNeeded: true },
  { field: 'PermissionsViewAllData', label: 'View All Data', isNeeded: false },
] as const

/** Which permissions the user has, by all of its permission sets and its profile. */
export async function readUserPermissions(ctx: SalesforceContext): Promise<Omit<CheckResult, 'name'>> {
  const answer: unknown = await callClient(
    ctx,
    { effect: 'read', operation: 'read who is signed in' },
    async (connection) => connection.requestGet('/services/oauth2/userinfo'),
  )
  const user = identity.safeParse(answer)
  if (!user.success) return { ok: true, detail: 'Salesforce does not tell who is signed in' }
  const { user_id: id, preferred_username: username } = user.data
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
