import { expect, it } from 'vitest'
import { type OpenOrg, open } from './testing/open.ts'

const score = {
  FullName: 'Account.Rapport_Clv__c',
  Metadata: { label: 'Lifetime value', type: 'Currency', precision: 18, scale: 2 },
}

const fieldNames = async ({ client }: OpenOrg): Promise<string[]> =>
  (await client.sobject('Account').describe()).fields.map(({ name }) => name)

async function grant({ client, org }: OpenOrg, edit: boolean): Promise<void> {
  const set = await client
    .sobject('PermissionSet')
    .create({ Name: 'Rapport_Scores', Label: 'Rapport scores' })
  const ParentId = set.id ?? ''
  const Field = 'Account.Rapport_Clv__c'
  await client
    .sobject('FieldPermissions')
    .create({ ParentId, SobjectType: 'Account', Field, PermissionsRead: true, PermissionsEdit: edit })
  await client
    .sobject('PermissionSetAssignment')
    .create({ PermissionSetId: ParentId, AssigneeId: org.integrationUserId })
}

it('creates a field that nobody sees until a permission set that is assigned grants it', async () => {
  const server = await open({ Account: [{ Name: 'A' }] })
  const { client, ids } = server
  const made = await client.tooling.sobject('CustomField').create(score)
  expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^00N/) })
  expect(await fieldNames(server)).not.toContain('Rapport_Clv__c')
  await expect(client.query('SELECT Rapport_Clv__c FROM Account')).rejects.toThrow('No such column')
  await grant(server, true)
  expect(await fieldNames(server)).toContain('Rapport_Clv__c')
  await client.sobject('Account').update({ Id: ids.Account?.[0] ?? '', Rapport_Clv__c: 12.345 })
  expect((await client.query('SELECT Rapport_Clv__c FROM Account')).records).toMatchObject([
    { Rapport_Clv__c: 12.35 },
  ])
})

it('lets a field that was granted for reading be read and not written', async () => {
  const server = await open({ Account: [{ Name: 'A' }] })
  await server.client.tooling.sobject('CustomField').create(score)
  await grant(server, false)
  const [result] = await server.client
    .sobject('Account')
    .update([{ Id: server.ids.Account?.[0] ?? '', Rapport_Clv__c: 1 }])
  expect(result?.errors).toMatchObject([
    { statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Rapport_Clv__c'] },
  ])
})

it('refuses a user without the right to change metadata', async () => {
  const { send } = await open({}, { permissions: { modifyMetadata: false } })
  const { status, body } = await send('POST', '/tooling/sobjects/CustomField', score)
  expect([status, body[0].errorCode]).toEqual([400, 'INSUFFICIENT_ACCESS'])
})

it.each([
  ['/tooling', 'SELECT Id FROM CustomField', 'INVALID_TYPE'],
  ['', 'SELECT Id FROM PermissionSet', 'INVALID_TYPE'],
  ['', 'SELECT Id FROM PermissionSetAssignment', 'INVALID_TYPE'],
  ['', 'SELECT Id FROM FieldPermissions', 'INVALID_TYPE'],
])('has nothing of Setup for a user that may not view it: %s %s', async (api, soql, errorCode) => {
  const { send } = await open({}, { permissions: { modifyMetadata: false } })
  const { status, body } = await send('GET', `${api}/query?q=${encodeURIComponent(soql)}`)
  expect([status, body[0].errorCode]).toEqual([400, errorCode])
  expect(body[0].message).toMatch(/sObject type '\w+' is not supported/)
})

it('shows permission sets, and no permissions of fields, to a user that may only assign them', async () => {
  const { send, org } = await open({}, { permissions: { modifyMetadata: false } })
  const sets = org.table('PermissionSet')
  const may = org.schema.field('PermissionSet', 'PermissionsAssignPermissionSets')
  if (may === undefined) throw new Error('the org has no such permission')
  sets.column(may).set(sets.rowsWhere('Name', 'X00e_Integration')[0] ?? -1, true)
  org.permissionsChanged()
  expect((await send('GET', '/query?q=SELECT+Id+FROM+PermissionSetAssignment')).status).toBe(200)
  expect((await send('GET', '/sobjects/PermissionSet/describe')).status).toBe(200)
  expect((await send('GET', '/sobjects/FieldPermissions/describe')).status).toBe(404)
})

it('tells each user its own permissions', async () => {
  const soql = 'SELECT PermissionsApiEnabled, PermissionsViewSetup FROM UserPermissionAccess'
  const { client } = await open({}, { permissions: { modifyMetadata: false } })
  expect((await client.query(soql)).records).toMatchObject([
    { PermissionsApiEnabled: true, PermissionsViewSetup: false },
  ])
})

it.each([
  ['a name that is taken', score, 'DUPLICATE_DEVELOPER_NAME'],
  ['a name without __c', { ...score, FullName: 'Account.Rapport' }, 'INVALID_FIELD_NAME'],
  [
    'an object that is not there',
    { ...score, FullName: 'Nothing.Rapport__c' },
    'INVALID_CROSS_REFERENCE_KEY',
  ],
  [
    'a currency without scale',
    { FullName: 'Account.X__c', Metadata: { label: 'X', type: 'Currency', precision: 18 } },
    'FIELD_INTEGRITY_EXCEPTION',
  ],
  [
    'a type that is none',
    { FullName: 'Account.X__c', Metadata: { label: 'X', type: 'Money' } },
    'INVALID_TYPE',
  ],
])('refuses %s', async (_, body, errorCode) => {
  const { send } = await open()
  await send('POST', '/tooling/sobjects/CustomField', score)
  expect((await send('POST', '/tooling/sobjects/CustomField', body)).body[0].errorCode).toBe(errorCode)
})

it('finds custom fields by query, and deletes them', async () => {
  const server = await open()
  const { client } = server
  const { id = '' } = await client.tooling.sobject('CustomField').create(score)
  const soql =
    "SELECT Id, DeveloperName FROM CustomField WHERE TableEnumOrId = 'Account' AND DeveloperName = 'Rapport_Clv'"
  expect((await client.tooling.query(soql)).records).toMatchObject([{ Id: id, DeveloperName: 'Rapport_Clv' }])
  await client.tooling.sobject('CustomField').destroy(id)
  expect((await client.tooling.query(soql)).records).toEqual([])
})

it('deletes a field with its values: one that is made again is empty', async () => {
  const server = await open({ Account: [{ Name: 'A' }] })
  const { client, org, ids } = server
  const { id = '' } = await client.tooling.sobject('CustomField').create(score)
  await grant(server, true)
  await client.sobject('Account').update({ Id: ids.Account?.[0] ?? '', Rapport_Clv__c: 5 })
  await client.tooling.sobject('CustomField').destroy(id)
  await client.tooling.sobject('CustomField').create(score)
  expect(org.table('Account').value(0, 'Rapport_Clv__c')).toBeNull()
})

it('refuses to grant a field that is not there, twice, or to a user who may not assign', async () => {
  const server = await open()
  await server.client.tooling.sobject('CustomField').create(score)
  await grant(server, true)
  await expect(grant(server, true)).rejects.toThrow('developer name already exists')
  const ParentId = (await server.client.query("SELECT Id FROM PermissionSet WHERE Name = 'Rapport_Scores'"))
    .records[0]?.Id
  const nothing = { ParentId, SobjectType: 'Account', Field: 'Account.Nope__c', PermissionsRead: true }
  await expect(server.client.sobject('FieldPermissions').create(nothing)).rejects.toThrow(
    'restricted picklist',
  )
})

it('upserts by an external id', async () => {
  const server = await open()
  await server.client.tooling.sobject('CustomField').create({
    FullName: 'Account.Rapport_Clv__c',
    Metadata: { label: 'Key', type: 'Text', length: 20, externalId: true, unique: true },
  })
  await grant(server, true)
  const upsert = (Name: string) =>
    server.client.sobject('Account').upsert([{ Rapport_Clv__c: 'k1', Name }], 'Rapport_Clv__c')
  expect(await upsert('First')).toMatchObject([{ success: true, created: true }])
  expect(await upsert('Second')).toMatchObject([{ success: true, created: false }])
  expect((await server.client.query('SELECT Name FROM Account')).records).toMatchObject([{ Name: 'Second' }])
})
