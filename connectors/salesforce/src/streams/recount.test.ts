import { expect, test } from 'vitest'
import { ContactsOrg } from '../testing/contacts-org.ts'

/** As if the last comparison were two days old. */
function passTwoDays(org: ContactsOrg): void {
  const state = Object(org.store.states.get('contact'))
  const at = new Date(Date.parse(state.recount.at) - 2 * 86_400_000).toISOString()
  org.store.states.set('contact', { ...state, recount: { ...state.recount, at } })
}

test('records that come into sight without a change are found by their number, within a day', async () => {
  await using org = await ContactsOrg.open(60)
  const hidden = org.ids.slice(3, 5)
  const { org: state } = org.server
  for (const id of hidden) state.table('Contact').moveToRecycleBin(org.row(id), state.now())
  await org.run().read('contact')
  expect(org.store.live('contact').size).toBe(58)
  for (const id of hidden) state.table('Contact').restore(org.row(id))
  await org.run().read('contact')
  expect(org.store.live('contact').size).toBe(58)
  passTwoDays(org)
  await org.run().read('contact')
  expect(org.store.live('contact').size).toBe(60)
})

test('counts that agree cost one call a day', async () => {
  await using org = await ContactsOrg.open(3)
  await org.run().read('contact')
  const { calls: usual } = await org.run().read('contact')
  passTwoDays(org)
  const { calls: daily } = await org.run().read('contact')
  const { calls: again } = await org.run().read('contact')
  expect([daily - usual, again - usual]).toEqual([1, 0])
})

/** Gone for good, past the log of deletions. */
function purge(org: ContactsOrg, ids: readonly string[]): void {
  for (const id of ids) org.server.org.table('Contact').purge(org.row(id))
}

test('records that are gone without a trace are found by their ids, within a day', async () => {
  await using org = await ContactsOrg.open(60)
  await org.run().read('contact')
  const gone = [org.ids[7], org.ids[31]].filter((id) => id !== undefined)
  purge(org, gone)
  await org.run().read('contact')
  expect(org.store.live('contact').size).toBe(60)
  passTwoDays(org)
  const { changes } = await org.run().read('contact')
  expect(changes.flatMap((change) => (change.type === 'delete' ? [change.id] : []))).toEqual(gone)
  expect(org.store.live('contact').size).toBe(58)
})

test('an org that was emptied is found to be', async () => {
  await using org = await ContactsOrg.open(900)
  await org.run().read('contact')
  purge(org, org.ids)
  passTwoDays(org)
  await org.run().read('contact')
  expect(org.store.live('contact').size).toBe(0)
})

test('a difference that was looked into is not looked into every day', async () => {
  await using org = await ContactsOrg.open(3)
  await org.run().read('contact')
  purge(org, org.ids.slice(0, 1))
  passTwoDays(org)
  const { calls: first } = await org.run().read('contact')
  passTwoDays(org)
  const { calls: second } = await org.run().read('contact')
  expect(second).toBeLessThan(first)
})
