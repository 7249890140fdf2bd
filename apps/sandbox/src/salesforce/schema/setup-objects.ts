import { field, picklist, reference } from '../field-definition.ts'
import { ID, type ObjectDefinition, object, SYSTEM_FIELDS_WITHOUT_DELETION } from './object-definition.ts'

const setup = { bare: true, undeletable: false, replicateable: false, customisable: false } as const
const fixed = { ...setup, createable: false, updateable: false, deletable: false } as const

const user = object(
  'User',
  '005',
  [
    ...SYSTEM_FIELDS_WITHOUT_DELETION,
    field('string', 'Username', { required: true, length: 80 }),
    field('string', 'LastName', { required: true, length: 80 }),
    field('string', 'FirstName', { length: 40 }),
    field('string', 'Name', { readOnly: true, nameField: true, length: 121 }),
    field('email', 'Email', { required: true, length: 128 }),
    field('boolean', 'IsActive', { defaultValue: true }),
    picklist('UserType', ['Standard', 'AutomatedProcess'], { readOnly: true, defaultValue: 'Standard' }),
    field('string', 'TimeZoneSidKey', { defaultValue: 'GMT' }),
    picklist('DefaultCurrencyIsoCode', [], { feature: 'multiCurrency' }),
  ],
  { bare: true, deletable: false, undeletable: false },
)

const organization = object(
  'Organization',
  '00D',
  [
    ...SYSTEM_FIELDS_WITHOUT_DELETION,
    field('string', 'Name', { readOnly: true, nameField: true }),
    field('string', 'OrganizationType', { readOnly: true }),
    field('boolean', 'IsSandbox', { readOnly: true }),
    field('string', 'InstanceName', { readOnly: true }),
    field('string', 'TimeZoneSidKey', { readOnly: true }),
    field('string', 'DefaultLocaleSidKey', { readOnly: true }),
    field('string', 'LanguageLocaleKey', { readOnly: true }),
    field('int', 'FiscalYearStartMonth', { readOnly: true }),
  ],
  fixed,
)

const permissions = [
  'ApiEnabled',
  'ViewSetup',
  'CustomizeApplication',
  'ModifyMetadata',
  'ModifyAllData',
  'ViewAllData',
  'ManageProfilesPermissionsets',
  'AssignPermissionSets',
].map((name) => field('boolean', `Permissions${name}`))

const permissionSet = object(
  'PermissionSet',
  '0PS',
  [
    ...SYSTEM_FIELDS_WITHOUT_DELETION,
    field('string', 'Name', { required: true, nameField: true, length: 80, unique: true }),
    field('string', 'Label', { required: true, length: 80 }),
    field('string', 'Description'),
    field('boolean', 'IsOwnedByProfile', { readOnly: true }),
    field('boolean', 'IsCustom', { readOnly: true, defaultValue: true }),
    ...permissions,
  ],
  setup,
)

/** What the user who asks may do. */
const userPermissionAccess = object('UserPermissionAccess', '0PU', [...ID, ...permissions], fixed)

const permissionSetAssignment = object(
  'PermissionSetAssignment',
  '0Pa',
  [
    ...ID,
    reference('PermissionSetId', 'PermissionSet', { required: true, updateable: false }),
    reference('AssigneeId', 'User', { required: true, updateable: false }),
    field('datetime', 'SystemModstamp', { readOnly: true }),
  ],
  { ...setup, updateable: false },
)

const fieldPermissions = object(
  'FieldPermissions',
  '01k',
  [
    ...ID,
    reference('ParentId', 'PermissionSet', { required: true, updateable: false }),
    picklist('SobjectType', [], { required: true, updateable: false }),
    picklist('Field', [], { required: true, updateable: false }),
    field('boolean', 'PermissionsEdit'),
    field('boolean', 'PermissionsRead'),
    field('datetime', 'SystemModstamp', { readOnly: true }),
  ],
  setup,
)

const currencyType = object(
  'CurrencyType',
  '01L',
  [
    ...SYSTEM_FIELDS_WITHOUT_DELETION,
    picklist('IsoCode', [], { required: true, updateable: false, nameField: true }),
    field('double', 'ConversionRate', { required: true, scale: 6 }),
    field('int', 'DecimalPlaces', { required: true, defaultValue: 2 }),
    field('boolean', 'IsActive', { defaultValue: true }),
    field('boolean', 'IsCorporate', { readOnly: true }),
  ],
  { ...setup, deletable: false },
)

const datedConversionRate = object(
  'DatedConversionRate',
  '04w',
  [
    ...SYSTEM_FIELDS_WITHOUT_DELETION,
    picklist('IsoCode', [], { required: true, updateable: false }),
    field('date', 'StartDate', { required: true }),
    field('date', 'NextStartDate', { readOnly: true }),
    field('double', 'ConversionRate', { required: true, scale: 6 }),
  ],
  setup,
)

/** Objects of the org itself. */
export const SETUP_OBJECTS: readonly ObjectDefinition[] = [
  user,
  organization,
  permissionSet,
  userPermissionAccess,
  permissionSetAssignment,
  fieldPermissions,
]

/** Objects that exist only in orgs with several currencies. */
export const CURRENCY_OBJECTS: readonly ObjectDefinition[] = [currencyType, datedConversionRate]
