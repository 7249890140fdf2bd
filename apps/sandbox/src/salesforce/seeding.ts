import { wholeSecond } from './derived.ts'
import type { FieldDefinition, FieldValue } from './field-definition.ts'
import { ADMINISTRATOR_ID } from './ids.ts'
import type { OrgOptions, OrgState } from './state.ts'
import { parseDate, parseDateTime } from './values.ts'

/** Values of a record to put there as it is. Dates and date-times as ISO text or epoch milliseconds. */
export type SeedRecord = Readonly<Record<string, FieldValue>>

/**
 * Adds a record without checking it, without moving any time but those that are missing. `Id`, `CreatedDate`,
 * `LastModifiedDate` and `SystemModstamp` may be given; `IsDeleted: true` puts it into the recycle bin.
 * @returns its id
 * @throws {Error} when the object has no such field
 */
export function loadRecord(org: OrgState, object: string, values: SeedRecord): string {
  const table = org.table(object)
  const { Id: id, IsDeleted: deleted, ...given } = values
  const row = table.add(typeof id === 'string' ? id : undefined)
  const created = given.CreatedDate ?? given.SystemModstamp ?? org.now()
  const modified = given.SystemModstamp ?? given.LastModifiedDate ?? created
  const all: Record<string, FieldValue> = { ...defaultsOf(org, object), ...given }
  stamp(org, object, all, created, modified)
  for (const [name, value] of Object.entries(all)) {
    const field = org.schema.field(object, name)
    if (field === undefined) throw new Error(`Seed error: ${object} has no field "${name}".`)
    table.column(field).set(row, storedValue(field, value))
  }
  if (deleted === true) {
    const at = table.value(row, 'SystemModstamp')
    table.moveToRecycleBin(row, typeof at === 'number' ? at : org.now())
  }
  return table.idOf(row)
}

function storedValue({ type }: FieldDefinition, value: FieldValue): FieldValue {
  if (type === 'date') return typeof value === 'string' ? parseDate(value) : value
  if (type !== 'datetime') return value
  const at = typeof value === 'string' ? parseDateTime(value) : value
  return typeof at === 'number' ? wholeSecond(at) : at
}

function defaultsOf(org: OrgState, object: string): Record<string, FieldValue> {
  const given = org.schema
    .fields(object)
    .filter(({ defaultValue, name }) => defaultValue !== null && name !== 'IsDeleted')
  return Object.fromEntries(given.map(({ name, defaultValue }) => [name, defaultValue]))
}

function stamp(
  org: OrgState,
  object: string,
  values: Record<string, FieldValue>,
  created: FieldValue,
  modified: FieldValue,
): void {
  const system = {
    CreatedDate: created,
    CreatedById: org.integrationUserId,
    LastModifiedDate: modified,
    LastModifiedById: org.integrationUserId,
    SystemModstamp: modified,
    OwnerId: org.integrationUserId,
  }
  for (const [name, value] of Object.entries(system)) {
    if (org.schema.field(object, name) !== undefined) values[name] ??= value
  }
}

/** The administrator may do everything. */
function loadAdministratorRights(org: OrgState): void {
  const PermissionSetId = loadRecord(org, 'PermissionSet', {
    Name: 'X00e_Administrator',
    Label: 'System Administrator',
    IsOwnedByProfile: true,
    IsCustom: false,
    PermissionsApiEnabled: true,
    PermissionsViewSetup: true,
    PermissionsCustomizeApplication: true,
    PermissionsModifyMetadata: true,
    PermissionsModifyAllData: true,
    PermissionsViewAllData: true,
    PermissionsManageProfilesPermissionsets: true,
    PermissionsAssignPermissionSets: true,
  })
  loadRecord(org, 'PermissionSetAssignment', { PermissionSetId, AssigneeId: ADMINISTRATOR_ID })
}

const STAGES: readonly [name: string, closed: boolean, won: boolean, probability: number][] = [
  ['Prospecting', false, false, 10],
  ['Qualification', false, false, 10],
  ['Proposal/Price Quote', false, false, 75],
  ['Negotiation/Review', false, false, 90],
  ['Closed Won', true, true, 100],
  ['Closed Lost', true, false, 0],
]

const CASE_STATUSES: readonly [name: string, closed: boolean][] = [
  ['New', false],
  ['Working', false],
  ['Escalated', false],
  ['Closed', true],
]

/** What every org has: itself, the integration user with a profile, stages, statuses and, if it has several, currencies. */
export function foundOrg(org: OrgState, options: OrgOptions): void {
  loadRecord(org, 'Organization', {
    Id: org.organizationId,
    Name: 'Sandbox',
    OrganizationType: options.organizationType ?? 'Enterprise Edition',
    IsSandbox: false,
    InstanceName: 'SBX0',
    TimeZoneSidKey: 'GMT',
    DefaultLocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    FiscalYearStartMonth: 1,
  })
  loadRecord(org, 'User', {
    Id: org.integrationUserId,
    Username: org.username,
    FirstName: 'Integration',
    LastName: 'User',
    Name: 'Integration User',
    Email: 'integration@example.com',
  })
  loadRecord(org, 'User', {
    Id: ADMINISTRATOR_ID,
    Username: 'admin@sandbox.example.com',
    FirstName: 'Org',
    LastName: 'Administrator',
    Name: 'Org Administrator',
    Email: 'admin@example.com',
  })
  loadAdministratorRights(org)
  const { apiEnabled = true, modifyMetadata = true, modifyAllData = true } = options.permissions ?? {}
  const { viewSetup = modifyMetadata } = options.permissions ?? {}
  const PermissionSetId = loadRecord(org, 'PermissionSet', {
    Name: 'X00e_Integration',
    Label: 'Integration profile',
    IsOwnedByProfile: true,
    IsCustom: false,
    PermissionsApiEnabled: apiEnabled,
    PermissionsViewSetup: viewSetup,
    PermissionsCustomizeApplication: modifyMetadata,
    PermissionsModifyMetadata: modifyMetadata,
    PermissionsModifyAllData: modifyAllData,
    PermissionsManageProfilesPermissionsets: modifyMetadata,
    PermissionsAssignPermissionSets: modifyMetadata,
  })
  loadRecord(org, 'UserPermissionAccess', {})
  loadRecord(org, 'PermissionSetAssignment', { PermissionSetId, AssigneeId: org.integrationUserId })
  for (const [at, [name, IsClosed, IsWon, DefaultProbability]] of STAGES.entries()) {
    const texts = { MasterLabel: name, ApiName: name, SortOrder: at + 1, IsActive: true }
    loadRecord(org, 'OpportunityStage', { ...texts, IsClosed, IsWon, DefaultProbability })
  }
  for (const [at, [name, IsClosed]] of CASE_STATUSES.entries()) {
    const texts = { MasterLabel: name, ApiName: name, SortOrder: at + 1 }
    loadRecord(org, 'CaseStatus', { ...texts, IsDefault: at === 0, IsClosed })
  }
  if (org.features.has('multiCurrency')) {
    loadRecord(org, 'CurrencyType', {
      IsoCode: 'USD',
      ConversionRate: 1,
      DecimalPlaces: 2,
      IsCorporate: true,
    })
    loadRecord(org, 'CurrencyType', {
      IsoCode: 'EUR',
      ConversionRate: 0.9,
      DecimalPlaces: 2,
      IsCorporate: false,
    })
  }
}
