import { noSelection } from '@rapport/connector'
import { editSalesforceRecords } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { ContactsOrg } from '../testing/contacts-org.ts'
import { contacts } from './contacts.ts'
import { openReading } from './reading.ts'
import { sweep } from './sweep.ts'

const always = { from: '1999-01-01T00:00:00.000Z', before: '2999-01-01T00:00:00.000Z' }

async function sweptOf(org: ContactsOrg, seen: ReadonlySet<string> = new Set()) {
  const { ctx, calls } = org.run()
  const reading = await openReading(ctx, 'contact', contacts.sources[0], noSelection)
  if (reading === null) throw new Error('the org has no contacts')
  const opened = calls.length
  const ids: string[] = []
  for await (const { id } of sweep([reading], always, seen)) ids.push(id)
  return { ids, calls: calls.length - opened }
}

test('what Salesforce no longer has is deleted, and what it has is left, whatever changed in it', async () => {
  await using org = await ContactsOrg.open(1_000)
  await org.run().read('contact')
  const [changed = '', gone = ''] = org.ids
  editSalesforceRecords(org.server.org, [changed], { Title: 'Head of sales' })
  org.server.org.table('Contact').purge(org.row(gone))
  expect(await sweptOf(org)).toEqual({ ids: [gone], calls: 3 })
})

test('records that were just seen are not asked for', async () => {
  await using org = await ContactsOrg.open(10)
  await org.run().read('contact')
  expect(await sweptOf(org, new Set(org.ids))).toEqual({ ids: [], calls: 0 })
})
