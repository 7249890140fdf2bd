import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { deleteRecords, purgeRecords } from './edits.ts'
import { makeId } from './ids.ts'
import { open } from './testing/open.ts'

const account = (serial: number) => makeId('001', serial)
const seed = { Account: [1, 2, 3].map((serial) => ({ Id: account(serial), Name: `A${serial}` })) }

function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-org-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'journal.jsonl')
}

it('finds records, deletions, custom fields and grants again over the same seed', async () => {
  const journal = journalFile()
  const first = await open(seed, { journal })
  const { client, org } = first
  await client.tooling.sobject('CustomField').create({
    FullName: 'Account.Score__c',
    Metadata: { label: 'Score', type: 'Number', precision: 18, scale: 2 },
  })
  const { id: ParentId = '' } = await client
    .sobject('PermissionSet')
    .create({ Name: 'Scores', Label: 'Scores' })
  const grant = {
    SobjectType: 'Account',
    Field: 'Account.Score__c',
    PermissionsRead: true,
    PermissionsEdit: true,
  }
  await client.sobject('FieldPermissions').create({ ParentId, ...grant })
  await client
    .sobject('PermissionSetAssignment')
    .create({ PermissionSetId: ParentId, AssigneeId: org.integrationUserId })
  await client.sobject('Account').update({ Id: account(1), Score__c: 7 })
  const { id: made = '' } = await client.sobject('Account').create({ Name: 'New' })
  deleteRecords(org, [account(2)])
  purgeRecords(org, [account(3)])
  const soql = 'SELECT Id, Name, Score__c, IsDeleted, SystemModstamp FROM Account ORDER BY Id'
  const before = (await client.query(soql, { scanAll: true })).records
  expect(before.map(({ Id }) => Id)).toEqual([account(1), account(2), made])
  await first.close()
  const second = await open(seed, { journal })
  expect((await second.client.query(soql, { scanAll: true })).records).toEqual(before)
  const window = ['2026-01-15T11:00:00Z', '2026-01-15T13:00:00Z'] as const
  expect((await second.client.deleted('Account', ...window)).deletedRecords.map(({ id }) => id)).toEqual([
    account(2),
    account(3),
  ])
})

it('drops a last line that a crash cut off', async () => {
  const journal = journalFile()
  const first = await open(seed, { journal })
  await first.client.sobject('Account').update({ Id: account(1), Name: 'Kept' })
  await first.close()
  appendFileSync(journal, '[{"object":"Acc')
  const second = await open(seed, { journal })
  expect((await second.client.query('SELECT Name FROM Account ORDER BY Id LIMIT 1')).records).toMatchObject([
    { Name: 'Kept' },
  ])
})
