import type { FieldDefinition } from './field-definition.ts'
import { ADMINISTRATOR_ID } from './ids.ts'
import { securedField } from './person-accounts.ts'
import type { OrgState } from './state.ts'

/** Permissions of a user that matter here, by the names of their fields in PermissionSet. */
export type UserPermission =
  | 'PermissionsApiEnabled'
  | 'PermissionsViewSetup'
  | 'PermissionsCustomizeApplication'
  | 'PermissionsModifyMetadata'
  | 'PermissionsModifyAllData'
  | 'PermissionsViewAllData'
  | 'PermissionsManageProfilesPermissionsets'
  | 'PermissionsAssignPermissionSets'

/** What belongs to Setup is there for users with one of these permissions; for all others it does not exist. */
const SETUP_OBJECTS: Readonly<Record<string, readonly UserPermission[]>> = {
  CustomField: ['PermissionsViewSetup'],
  PermissionSet: [
    'PermissionsViewSetup',
    'PermissionsManageProfilesPermissionsets',
    'PermissionsAssignPermissionSets',
  ],
  PermissionSetAssignment: ['PermissionsViewSetup', 'PermissionsAssignPermissionSets'],
  FieldPermissions: ['PermissionsViewSetup'],
}

/**
 * What one user may see and edit: standard fields unless the org hides them, custom fields only where a permission set
 * that is assigned to the user says so.
 */
export class Access {
  readonly userId: string
  readonly #org: OrgState
  readonly #granted = new Map<string, 'read' | 'edit'>()
  readonly #assigned: number[]

  constructor(org: OrgState, userId: string) {
    this.#org = org
    this.userId = userId
    const assignments = org.table('PermissionSetAssignment')
    const sets = org.table('PermissionSet')
    const setIds = new Set(
      assignments.rowsWhere('AssigneeId', userId).map((row) => assignments.value(row, 'PermissionSetId')),
    )
    this.#assigned = [...setIds]
      .map((id) => (typeof id === 'string' ? sets.rowOf(id) : undefined))
      .filter((row) => row !== undefined && sets.isLive(row))
      .filter((row) => row !== undefined)
    const grants = org.table('FieldPermissions')
    for (let row = 0; row < grants.size; row += 1) {
      if (!grants.isLive(row) || !setIds.has(grants.value(row, 'ParentId'))) continue
      const name = String(grants.value(row, 'Field'))
      if (grants.value(row, 'PermissionsEdit') === true) this.#granted.set(name, 'edit')
      else if (!this.#granted.has(name)) this.#granted.set(name, 'read')
    }
  }

  has(permission: UserPermission): boolean {
    const sets = this.#org.table('PermissionSet')
    return this.#assigned.some((row) => sets.value(row, permission) === true)
  }

  /** Whether an object is there for the user. */
  seesObject(object: string): boolean {
    if (this.userId !== ADMINISTRATOR_ID && this.#org.hiddenObjects.has(object)) return false
    return SETUP_OBJECTS[object]?.some((permission) => this.has(permission)) ?? true
  }

  /** The fields of an object that the user sees, in the order of the object. */
  fields(object: string): FieldDefinition[] {
    return this.#org.schema.fields(object).filter((field) => this.#sees(object, field))
  }

  /** A field by its name in any case; undefined when it is not there or not to be seen. */
  field(object: string, name: string): FieldDefinition | undefined {
    const found = this.#org.schema.field(object, name)
    return found !== undefined && this.#sees(object, found) ? found : undefined
  }

  /** Whether the user may write a field that can be written at all. */
  mayEdit(object: string, field: FieldDefinition): boolean {
    if (this.userId === ADMINISTRATOR_ID) return true
    const name = `${object}.${field.name}`
    const granted = this.#granted.get(securedField(object, field.name))
    const restricted = (field.custom && !field.alwaysVisible) || this.#org.hiddenFields.has(name)
    if (restricted) return granted === 'edit'
    return granted === 'edit' || !this.#org.readOnlyFields.has(name)
  }

  #sees(object: string, field: FieldDefinition): boolean {
    const name = `${object}.${field.name}`
    if (this.userId === ADMINISTRATOR_ID) return true
    const restricted = (field.custom && !field.alwaysVisible) || this.#org.hiddenFields.has(name)
    if (!restricted) return true
    return this.#granted.has(securedField(object, field.name))
  }
}
