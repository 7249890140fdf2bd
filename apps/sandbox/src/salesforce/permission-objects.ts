import { SalesforceError } from './errors.ts'
import type { FieldValue } from './field-definition.ts'
import type { ObjectTable } from './object-table.ts'
import type { OrgState } from './state.ts'

/** Objects whose records decide what users may do. */
export const permissionObjects: ReadonlySet<string> = new Set([
  'PermissionSet',
  'PermissionSetAssignment',
  'FieldPermissions',
])

/** What together must be unique among the records of an object. */
const KEYS: Record<string, { fields: readonly string[]; code: string; message: string }> = {
  PermissionSet: {
    fields: ['Name'],
    code: 'DUPLICATE_DEVELOPER_NAME',
    message: 'The developer name already exists or has been previously used. Please choose a different name.',
  },
  PermissionSetAssignment: {
    fields: ['PermissionSetId', 'AssigneeId'],
    code: 'DUPLICATE_VALUE',
    message: 'Duplicate PermissionSetAssignment. Assignee already has that permission set.',
  },
  FieldPermissions: {
    fields: ['ParentId', 'Field'],
    code: 'DUPLICATE_VALUE',
    message: 'duplicate value found: FieldName duplicates value on record',
  },
}

/**
 * What Salesforce checks before a permission record is saved.
 * @throws {SalesforceError} when the user may not, the field does not exist, or there is such a record already
 */
export function checkPermissionRecord(
  org: OrgState,
  table: ObjectTable,
  userId: string,
  row: number | null,
  values: ReadonlyMap<string, FieldValue>,
): void {
  const { name } = table.definition
  if (!permissionObjects.has(name)) return
  const needed =
    name === 'PermissionSetAssignment'
      ? 'PermissionsAssignPermissionSets'
      : 'PermissionsManageProfilesPermissionsets'
  if (!org.access(userId).has(needed)) {
    throw new SalesforceError(
      400,
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'insufficient access rights on object id',
    )
  }
  if (name === 'FieldPermissions') checkGrant(org, values)
  const key = KEYS[name]
  if (row !== null || key === undefined) return
  for (let other = 0; other < table.size; other += 1) {
    if (!table.isLive(other) || key.fields.some((field) => table.value(other, field) !== values.get(field)))
      continue
    throw new SalesforceError(400, key.code, key.message, key.fields.slice(-1))
  }
}

function checkGrant(org: OrgState, values: ReadonlyMap<string, FieldValue>): void {
  const written = values.get('Field')
  if (typeof written === 'string') {
    const [object = '', field = ''] = written.split('.')
    const found = org.schema.field(org.schema.object(object)?.name ?? '', field)
    if (found === undefined || found.alwaysVisible || values.get('SobjectType') !== object) {
      const message = `Field Name: bad value for restricted picklist field: ${written}`
      throw new SalesforceError(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['Field'])
    }
  }
  if (values.get('PermissionsEdit') === true && values.get('PermissionsRead') === false) {
    const message = 'Field permission: You cannot grant edit without read'
    throw new SalesforceError(400, 'FIELD_INTEGRITY_EXCEPTION', message, ['PermissionsRead'])
  }
}
