import { createSalesforceRecord } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { accountTarget } from './account.ts'
import { FieldsNotAllowedError } from './fields-not-allowed.ts'
import { everyType, field, TargetOrg } from './testing/target-org.ts'

const open = (options = {}) => TargetOrg.open('Account', 1, options)

const definition = ({ server }: TargetOrg, name: string) => server.org.schema.field('Account', name)

/** Takes a permission from Rapport's user, or gives it back. */
function forbid({ server: { org } }: TargetOrg, permission: string, isAllowed = false): void {
  const sets = org.table('PermissionSet')
  const [profile] = sets.rowsWhere('Name', 'X00e_Integration')
  sets.column(org.schema.field('PermissionSet', permission)!).set(profile!, isAllowed)
  org.permissionsChanged()
}

test('missing fields are created with the types of Salesforce, and may be written', async () => {
  await using org = await open()
  const { ctx } = org.run()
  expect(await accountTarget.ensureFields(ctx, everyType)).toEqual(everyType.map(({ name }) => name))
  const shapes = everyType.map(({ name }) => {
    const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    const { type, precision, scale, length } = definition(org, `Rapport_${words.join('_')}__c`)!
    return [name, type, precision, scale, length]
  })
  expect(shapes).toEqual([
    ['clv_low', 'currency', 18, 2, 0],
    ['orders', 'double', 18, 0, 0],
    ['alive', 'percent', 5, 2, 0],
    ['since', 'date', 0, 0, 0],
    ['scored_at', 'datetime', 0, 0, 0],
    ['segment', 'picklist', 0, 0, 255],
    ['key_account', 'picklist', 0, 0, 255],
    ['why', 'string', 0, 0, 255],
  ])
  const results = await accountTarget.write(ctx, [{ id: org.ids[0]!, values: { why: 'x' } }], everyType)
  expect(results).toMatchObject([{ ok: true }])
})

test('yes and no are a picklist, because a checkbox cannot be empty', async () => {
  await using org = await open()
  await accountTarget.ensureFields(org.run().ctx, everyType)
  expect(definition(org, 'Rapport_Key_Account__c')?.picklistValues).toEqual(['yes', 'no'])
})

test('asked again it creates nothing, with one call', async () => {
  await using org = await open()
  await accountTarget.ensureFields(org.run().ctx, everyType)
  org.server.control.resetLog()
  expect(await accountTarget.ensureFields(org.run().ctx, everyType)).toEqual([])
  expect(org.calls()).toEqual(['GET /sobjects/Account/describe'])
})

test('two processes at once create each field, the permission set and its assignment once', async () => {
  await using org = await open()
  const both = await Promise.all([
    accountTarget.ensureFields(org.run().ctx, everyType),
    accountTarget.ensureFields(org.run().ctx, everyType),
  ])
  expect(both.flat().sort()).toEqual(everyType.map(({ name }) => name).sort())
  const { org: state } = org.server
  const sets = state.table('PermissionSet').rowsWhere('Name', 'Rapport_Scores')
  expect(sets.length).toBe(1)
  expect(
    state
      .table('PermissionSetAssignment')
      .rowsWhere('PermissionSetId', state.table('PermissionSet').idOf(sets[0]!)).length,
  ).toBe(1)
  expect(state.table('FieldPermissions').rowsWhere('SobjectType', 'Account').length).toBe(everyType.length)
})

test('a field that is there, and granted to nobody, is granted and not created', async () => {
  await using org = await open()
  await accountTarget.ensureFields(org.run().ctx, [field('clv', 'currency')])
  const grants = org.server.org.table('FieldPermissions')
  for (const row of grants.rowsWhere('SobjectType', 'Account')) grants.purge(row)
  org.server.org.permissionsChanged()
  expect(await accountTarget.ensureFields(org.run().ctx, [field('clv', 'currency')])).toEqual([])
  expect(grants.rowsWhere('Field', 'Account.Rapport_Clv__c').filter((row) => grants.isLive(row)).length).toBe(
    1,
  )
})

test('a field that was granted for reading is granted for writing', async () => {
  await using org = await open()
  await accountTarget.ensureFields(org.run().ctx, [field('clv', 'currency')])
  const { org: state } = org.server
  const grants = state.table('FieldPermissions')
  grants.column(state.schema.field('FieldPermissions', 'PermissionsEdit')!).set(0, false)
  state.permissionsChanged()
  expect(await accountTarget.ensureFields(org.run().ctx, [field('clv', 'currency')])).toEqual([])
  expect(grants.value(0, 'PermissionsEdit')).toBe(true)
})

test('an answer that is lost when a field was created does not end it', async () => {
  await using org = await open()
  org.server.control.fail({ path: '*/tooling/sobjects/CustomField', fault: { kind: 'reset-after-commit' } })
  await accountTarget.ensureFields(org.run().ctx, everyType)
  expect(await accountTarget.ensureFields(org.run().ctx, everyType)).toEqual([])
})

test('a field of the same name and another type is a setting to correct', async () => {
  await using org = await open()
  await accountTarget.ensureFields(org.run().ctx, [field('clv', 'text')])
  await expect(accountTarget.ensureFields(org.run().ctx, [field('clv', 'currency')])).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('Rapport_Clv__c of type string, and clv needs Currency'),
  })
})

test('a name that Salesforce does not take is a setting to correct', async () => {
  await using org = await open()
  const { ctx } = org.run({ settings: { fieldPrefix: `${'x'.repeat(40)}_` } })
  await expect(accountTarget.ensureFields(ctx, [field('clv', 'currency')])).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('INVALID_FIELD_NAME'),
  })
})

test('the prefix is a setting', async () => {
  await using org = await open()
  const { ctx } = org.run({ settings: { fieldPrefix: 'Cx_' } })
  await accountTarget.ensureFields(ctx, [field('clv', 'currency')])
  expect(definition(org, 'Cx_Clv__c')?.type).toBe('currency')
})

test('a user that may only read is told which permissions it lacks, and what an administrator can deploy', async () => {
  await using org = await open({ permissions: { modifyMetadata: false, modifyAllData: false } })
  const failure = await accountTarget.ensureFields(org.run().ctx, everyType).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(FieldsNotAllowedError)
  expect(failure).toMatchObject({
    kind: 'auth',
    message: expect.stringMatching(
      /"View Setup and Configuration".*"Customize Application".*"Assign Permission Sets".*Rapport_Clv_Low__c.*Rapport_Scores/,
    ),
    connection: 'salesforce',
    needed: { object: 'Account', fields: everyType },
  })
})

test('a field that is open for reading only is not opened by a user that does not see Setup', async () => {
  await using org = await open()
  const target = [field('clv', 'currency')]
  await accountTarget.ensureFields(org.run().ctx, target)
  const { org: state } = org.server
  const edit = state.schema.field('FieldPermissions', 'PermissionsEdit')!
  state.table('FieldPermissions').column(edit).set(0, false)
  for (const right of ['ViewSetup', 'ManageProfilesPermissionsets', 'AssignPermissionSets']) {
    forbid(org, `Permissions${right}`)
  }
  await expect(accountTarget.ensureFields(org.run().ctx, target)).rejects.toMatchObject({
    kind: 'auth',
    needed: { object: 'Account' },
    message: expect.stringContaining("sObject type 'PermissionSet' is not supported"),
  })
})

test.each([
  ['*/tooling/query', 'INVALID_TYPE', 400],
  ['*/tooling/sobjects/CustomField', 'NOT_FOUND', 404],
  ['*/query', 'INVALID_FIELD', 400],
  ['*/sobjects/PermissionSet', 'INSUFFICIENT_ACCESS_OR_READONLY', 403],
])('%s that answers with %s says that this user may not', async (path, errorCode, status) => {
  await using org = await open()
  const fault = { kind: 'status', status, errorCode, message: 'no' } as const
  org.server.control.fail({ path, fault })
  await expect(accountTarget.ensureFields(org.run().ctx, everyType)).rejects.toMatchObject({
    kind: 'auth',
    needed: { object: 'Account' },
    message: expect.stringContaining(`no [${errorCode}]`),
  })
})

test('a user that may create fields and not grant them is told so, and goes on once it may', async () => {
  await using org = await open()
  forbid(org, 'PermissionsAssignPermissionSets')
  const { ctx } = org.run()
  const missing: string[] = []
  await expect(
    accountTarget.ensureFields(ctx, everyType, async (names) => void missing.push(...names)),
  ).rejects.toBeInstanceOf(FieldsNotAllowedError)
  // They are there from now on; that they were not must have been told.
  expect(missing).toEqual(everyType.map(({ name }) => name))
  forbid(org, 'PermissionsAssignPermissionSets', true)
  expect(await accountTarget.ensureFields(ctx, everyType)).toEqual([])
  const [id = ''] = org.ids
  expect(await accountTarget.write(ctx, [{ id, values: { orders: 1 } }], everyType)).toMatchObject([
    { ok: true },
  ])
})

test('a user that may only write records needs no more where an administrator deployed the fields', async () => {
  await using org = await open()
  await accountTarget.ensureFields(org.run().ctx, everyType)
  forbid(org, 'PermissionsModifyMetadata')
  forbid(org, 'PermissionsAssignPermissionSets')
  expect(await accountTarget.ensureFields(org.run().ctx, everyType)).toEqual([])
})

test('records of people in the org are left alone', async () => {
  await using org = await open()
  const theirs = createSalesforceRecord(org.server.org, 'PermissionSet', { Name: 'Theirs', Label: 'Theirs' })
  await accountTarget.ensureFields(org.run().ctx, everyType)
  expect(org.stored(theirs, 'Label', 'PermissionSet')).toBe('Theirs')
})
