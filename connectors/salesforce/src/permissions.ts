import type { CheckResult } from '@rapport/connector'
import type { SalesforceContext } from './client.ts'
import { describeObject } from './describe.ts'
import { queryRows } from './query.ts'
import { isForbidden } from './targets/refusals.ts'
import { readUser } from './user.ts'

/** A permission that a user has or lacks. */
export interface Permission {
  /** As Setup shows it. */
  readonly label: string
  /** The fields that tell it: with any of these it is as good as given. */
  readonly fields: readonly string[]
}

const viewAllData: Permission = { label: 'View All Data', fields: ['PermissionsViewAllData'] }

/** What it takes to see exchange rates, and anything else of Setup. */
export const viewSetup: Permission = {
  label: 'View Setup and Configuration',
  fields: ['PermissionsViewSetup'],
}

const managePermissionSets: Permission = {
  label: 'Manage Profiles and Permission Sets',
  fields: ['PermissionsManageProfilesPermissionsets'],
}

const assignPermissionSets: Permission = {
  label: 'Assign Permission Sets',
  fields: ['PermissionsAssignPermissionSets'],
}

/** What it takes to give oneself access to fields that are there. */
export const neededToGrantFields: readonly Permission[] = [
  viewSetup,
  managePermissionSets,
  assignPermissionSets,
]

/** What it takes to create fields, and to give oneself access to them. */
export const neededToCreateFields: readonly Permission[] = [
  viewSetup,
  { label: 'Customize Application', fields: ['PermissionsCustomizeApplication'] },
  {
    label: 'Modify Metadata Through Metadata API Functions',
    fields: ['PermissionsModifyMetadata', 'PermissionsModifyAllData'],
  },
  managePermissionSets,
  assignPermissionSets,
]

/** Permissions by their fields: whether this user has them. */
export type ToldPermissions = ReadonlyMap<string, boolean>

/** What this user is told of itself. Permission sets, which hold the same, are shown only to those who see Setup. */
const ownPermissions = 'UserPermissionAccess'

/** Which permissions this user has, with two calls; null where Salesforce does not tell. */
export async function readPermissions(ctx: SalesforceContext): Promise<ToldPermissions | null> {
  try {
    const described = await describeObject(ctx, ownPermissions)
    const asked = [viewAllData, ...neededToCreateFields]
      .flatMap(({ fields }) => fields)
      .filter((field) => described?.fields.has(field))
    if (asked.length === 0) return null
    const soql = `SELECT ${asked.join(', ')} FROM ${ownPermissions}`
    const [row] = await queryRows(ctx, 'read the permissions', soql)
    return row === undefined ? null : new Map(asked.map((field) => [field, row[field] === true]))
  } catch (error) {
    if (isForbidden(error)) return null
    throw error
  }
}

/** Those that this user lacks. One that the org does not know is not among them. */
export function lackingOf(told: ToldPermissions, wanted: readonly Permission[]): readonly Permission[] {
  return wanted.filter(({ fields }) => {
    const known = fields.filter((field) => told.has(field))
    return known.length > 0 && !known.some((field) => told.get(field) === true)
  })
}

/** Permissions as a sentence lists them. */
export function listed(permissions: readonly Permission[]): string {
  return permissions.map(({ label }) => `"${label}"`).join(', ')
}

/** Who is signed in, and what it may read. */
export async function describePermissions(
  ctx: SalesforceContext,
  told: ToldPermissions | null,
): Promise<Omit<CheckResult, 'name'>> {
  const user = await readUser(ctx)
  if (user === null) return { ok: true, detail: 'Salesforce does not tell who is signed in' }
  const { username } = user
  if (told === null) {
    const detail = `${username}; Salesforce does not tell what it may do: look at its permission sets in Setup where something is refused`
    return { ok: true, detail }
  }
  const lacking = lackingOf(told, [viewAllData])
  const note =
    lacking.length === 0
      ? ''
      : `; without ${listed(lacking)} it reads only the records that are shared with it`
  return { ok: true, detail: `${username}${note}` }
}
