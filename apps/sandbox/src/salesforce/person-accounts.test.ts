import { expect, it } from 'vitest'
import { type OpenOrg, open, refusal } from './testing/open.ts'

const openOrg = () => open({}, { features: ['personAccounts'] })

it('makes a person account with its contact where they are switched on', async () => {
  const { client } = await openOrg()
  const { id = '' } = await client
    .sobject('Account')
    .create({ FirstName: 'Ada', LastName: 'Lovelace', PersonEmail: 'ada@example.com' })
  const account = await client.sobject('Account').retrieve(id)
  expect(account).toMatchObject({ IsPersonAccount: true, Name: 'Ada Lovelace' })
  expect(await client.sobject('Contact').retrieve(String(account.PersonContactId))).toMatchObject({
    AccountId: id,
    Email: 'ada@example.com',
    IsPersonAccount: true,
  })
})

async function makeContactField({ client }: OpenOrg): Promise<void> {
  await client.tooling.sobject('CustomField').create({
    FullName: 'Contact.Score__c',
    Metadata: { label: 'Score', type: 'Number', precision: 18, scale: 0 },
  })
}

async function grantContactField({ client, org }: OpenOrg): Promise<void> {
  const { id: ParentId = '' } = await client
    .sobject('PermissionSet')
    .create({ Name: 'Scores', Label: 'Scores' })
  const access = { PermissionsRead: true, PermissionsEdit: true }
  const grant = { ParentId, SobjectType: 'Contact', Field: 'Contact.Score__c', ...access }
  await client.sobject('FieldPermissions').create(grant)
  await client
    .sobject('PermissionSetAssignment')
    .create({ PermissionSetId: ParentId, AssigneeId: org.integrationUserId })
}

it("shows a custom field of contacts on accounts to those who see the contact's", async () => {
  const org = await openOrg()
  const shown = async () => {
    const { fields } = await org.client.describe('Account')
    return fields.find(({ name }) => name === 'Score__pc')
  }
  await makeContactField(org)
  expect(await shown()).toBeUndefined()
  await grantContactField(org)
  expect(await shown()).toMatchObject({ type: 'double', updateable: true })
})

it('writes the person of a person account by the account alone', async () => {
  const org = await openOrg()
  await makeContactField(org)
  await grantContactField(org)
  const [accounts, contacts] = [org.client.sobject('Account'), org.client.sobject('Contact')]
  const { id = '' } = await accounts.create({ LastName: 'Lovelace', Score__pc: 6 })
  const person = String((await accounts.retrieve(id)).PersonContactId)
  expect(await contacts.retrieve(person)).toMatchObject({ Score__c: 6 })
  await accounts.update({ Id: id, Score__pc: 7 })
  expect(await contacts.retrieve(person)).toMatchObject({ Score__c: 7 })
  const { errorCode } = await refusal(contacts.update({ Id: person, Score__c: 8 }))
  expect(errorCode).toBe('INSUFFICIENT_ACCESS_OR_READONLY')
})
