import { deleteSalesforceRecords, undeleteSalesforceRecords } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { contactTarget } from '../targets/contact.ts'
import { connect } from '../testing/connection.ts'
import { ContactsOrg } from '../testing/contacts-org.ts'

const page = { settings: { pageSize: 10 } }

test('a run that finds nothing new makes two calls', async () => {
  await using org = await ContactsOrg.open(3)
  await org.run().read('contact')
  const { calls } = await org.run().read('contact')
  // What the org is and has, together; the log of deletions with a page.
  expect(calls).toBe(2)
})

test('a mass update is not read again with every run', async () => {
  await using org = await ContactsOrg.open(0)
  org.import(55)
  await org.run(page).read('contact')
  const { upserts } = await org.run(page).read('contact')
  expect(upserts).toBe(0)
})

test('a record that shows late beside a mass update is found', async () => {
  await using org = await ContactsOrg.open(0)
  org.import(55)
  await org.run(page).read('contact')
  const late = org.add({}, -60_000)
  const { upserts } = await org.run(page).read('contact')
  expect(upserts).toBe(56)
  expect(org.store.live('contact').has(late)).toBe(true)
})

test('a run that was interrupted goes on behind its last record, but for the moments before it', async () => {
  await using org = await ContactsOrg.open(0)
  for (let number = 0; number < 50; number++) org.add({}, 3_600_000)
  await org.run(page).read('contact', { stopAfter: 25 })
  const { upserts } = await org.run(page).read('contact')
  // Two pages of ten were committed; the last of these records is looked at again.
  expect(upserts).toBe(31)
  expect(org.store.live('contact').size).toBe(50)
})

test('a record that shows late while a run is interrupted is found when it goes on', async () => {
  await using org = await ContactsOrg.open(0)
  const first = org.add()
  for (let number = 1; number < 50; number++) org.add({}, 3_600_000)
  await org.run(page).read('contact', { stopAfter: 25 })
  const [last = ''] = [...org.store.live('contact').keys()].slice(-1)
  const late = org.add({ SystemModstamp: org.modifiedAt(last) - 60_000 })
  await org.run(page).read('contact')
  expect(org.store.live('contact').has(first)).toBe(true)
  expect(org.store.live('contact').has(late)).toBe(true)
})

test('a run that is interrupted in the middle of a mass update comes further each time, and finds what shows late in it', async () => {
  await using org = await ContactsOrg.open(0)
  org.import(95)
  const stamp = org.modifiedAt(org.ids[0] ?? '')
  const stored: number[] = []
  let shown = ''
  for (let runs = 0; runs < 12; runs++) {
    // Each time it looks at one page of what it knows, and at one of what it does not.
    await org.run(page).read('contact', { stopAfter: 22 })
    if (runs === 3) shown = org.add({ SystemModstamp: stamp - 60_000 }, 0)
    stored.push(org.store.live('contact').size)
  }
  expect(stored.slice(0, 3)).toEqual([20, 30, 40])
  await org.run(page).read('contact')
  expect(org.store.live('contact').has(shown)).toBe(true)
  // One more reads all of these moments in one go, and knows then how many there are.
  await org.run(page).read('contact')
  const { upserts } = await org.run(page).read('contact')
  expect(upserts).toBe(0)
})

test('what the log of deletions tells does not undo that a record was restored since', async () => {
  await using org = await ContactsOrg.open(1)
  const [id = ''] = org.ids
  await org.run().read('contact')
  org.pass(120_000)
  deleteSalesforceRecords(org.server.org, [id])
  await org.run().read('contact')
  expect(org.store.live('contact').size).toBe(0)
  org.pass(60_000)
  undeleteSalesforceRecords(org.server.org, [id])
  await org.run().read('contact')
  await org.run().read('contact')
  expect([...org.store.live('contact').keys()]).toEqual([id])
})

test('a page that Salesforce cuts short is not taken for the last one', async () => {
  await using org = await ContactsOrg.open(50, { queryBatchSize: 7 })
  await org.run(page).read('contact')
  expect(org.store.live('contact').size).toBe(50)
})

test('records that change while pages are read are read again, and none is passed over', async () => {
  await using org = await ContactsOrg.open(50)
  let edits = 0
  await org.run(page).read('contact', {
    afterChange: (change) => {
      if (change.type !== 'checkpoint' || edits >= 5) return
      edits += 1
      org.rename(org.ids[45 + edits - 1] ?? '', `edit ${edits}`)
    },
  })
  expect(org.store.live('contact').size).toBe(50)
  expect(org.ids.slice(45).map((id) => org.nameOf(id))).toEqual(
    [1, 2, 3, 4, 5].map((number) => `edit ${number}`),
  )
})

test('a record that was deleted for good is found in the log of deletions', async () => {
  await using org = await ContactsOrg.open(0, { now: Date.now })
  const [gone, stays] = [Date.now() - 3_600_000, Date.now() - 3_500_000].map((at) =>
    org.add({ SystemModstamp: at }, 0),
  )
  await org.run().read('contact')
  const { org: state } = org.server
  // The log is kept by the minute: what is of this one shows in the next.
  state.table('Contact').moveToRecycleBin(org.row(gone ?? ''), Date.now() - 120_000)
  state.table('Contact').purge(org.row(gone ?? ''))
  await org.run().read('contact')
  expect([...org.store.live('contact').keys()]).toEqual([stays])
})

test('a field that the user does not see is left out', async () => {
  await using org = await ContactsOrg.open(1)
  org.server.control.hideFields('Contact.Email', 'Contact.MobilePhone')
  await org.run().read('contact')
  expect(org.store.live('contact').get(org.ids[0] ?? '')?.record.emails).toEqual([])
  expect(org.queries().some((soql) => /\bEmail\b/.test(soql))).toBe(false)
})

test('a field that goes while pages are read is left out from there on', async () => {
  await using org = await ContactsOrg.open(30)
  await org.run(page).read('contact', {
    afterChange: (_change, count) => {
      if (count === 10) org.server.control.hideFields('Contact.MobilePhone')
    },
  })
  expect(org.store.live('contact').size).toBe(30)
})

test('a mapped field that never was there is a mistake of the set-up', async () => {
  await using org = await ContactsOrg.open(1)
  const selection = { mapping: { emails: 'Emial' } }
  await expect(org.run().read('contact', { selection })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('did you mean "Email"?'),
  })
})

test('a mapped field that has gone since is set aside under its name until it is back', async () => {
  await using org = await ContactsOrg.open(1)
  const selection = { mapping: { emails: 'Title' } }
  await org.run().read('contact', { selection })
  org.server.control.hideFields('Contact.Title')
  org.rename(org.ids[0] ?? '', 'read all the same')
  await org.run().read('contact', { selection })
  expect(org.nameOf(org.ids[0] ?? '')).toBe('read all the same')
  expect([...org.store.rejects.values()]).toEqual([
    expect.stringContaining('Contact has no field "Title" that this user sees'),
  ])
  org.server.org.hiddenFields.clear()
  org.server.org.permissionsChanged()
  const { changes } = await org.run().read('contact', { selection })
  expect(changes).toContainEqual({ type: 'delete', id: 'Contact.Title' })
})

test('under another mapping everything is read again', async () => {
  await using org = await ContactsOrg.open(3)
  await org.run().read('contact')
  org.pass(3_600_000)
  const { upserts } = await org.run().read('contact', { selection: { mapping: { emails: 'Title' } } })
  expect(upserts).toBe(3)
})

test('further fields are kept as JSON has them, and Rapport reads back what it wrote', async () => {
  await using org = await ContactsOrg.open(1)
  org.set(org.ids[0] ?? '', 'Title', 'Head of Sales')
  const clv = { name: 'clv', type: 'currency', label: 'CLV', description: 'Its worth', decimals: 2 } as const
  await contactTarget.ensureFields(connect(org.server).ctx, [clv])
  const selection = { extra: ['Title'], held: ['clv'] }
  await org.run().read('contact', { selection })
  const stored = org.store.live('contact').get(org.ids[0] ?? '')
  expect(stored?.raw).toEqual({ Title: 'Head of Sales' })
  expect(stored?.held).toEqual({ clv: null })
})

test('a sign-in to another org is refused before anything of it is passed on', async () => {
  await using org = await ContactsOrg.open(1)
  await org.run().read('contact')
  const state = org.store.states.get('contact')
  org.store.states.set('contact', { ...Object(state), organisation: '00D000000000002AAA' })
  await expect(org.run().read('contact')).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('00D000000000002AAA'),
  })
})
