import { expect, test } from 'vitest'
import { ContactsPortal } from '../testing/contacts-portal.ts'
import { readDuring } from '../testing/read-during.ts'

test('a record archived between the newest page and the archived list stays archived', async () => {
  await using portal = await ContactsPortal.open(50)
  await portal.connection.read('contact')
  await portal.rename(30, 'Ada')
  await portal.connection.read('contact')
  await readDuring(portal.connection, 'list archived', async (call) => {
    if (call !== 1) return
    portal.pass(1_000)
    await portal.archive(30)
  })
  expect(portal.isLive(30)).toBe(false)
  await portal.runOn(3)
  expect(portal.isLive(30)).toBe(false)
})

test('a restored record that search shows late comes back', async () => {
  await using portal = await ContactsPortal.open(300)
  await portal.connection.read('contact')
  await portal.archive(40)
  await portal.connection.read('contact')
  portal.pass(3_600_000)
  portal.sandbox.control.change({ searchLagMs: 20_000 })
  portal.restore(40)
  portal.pass(1_000)
  await portal.connection.read('contact')
  expect(portal.isLive(40)).toBe(false)
  await portal.runOn(1)
  expect(portal.isLive(40)).toBe(true)
})

test('a restored record comes back although a change soon after the restoring moves the cursor by an hour', async () => {
  await using portal = await ContactsPortal.open(300)
  await portal.connection.read('contact')
  await portal.archive(40)
  await portal.connection.read('contact')
  portal.pass(3_600_000)
  portal.sandbox.control.change({ searchLagMs: 20_000 })
  await portal.rename(5, 'before')
  portal.pass(19_500)
  portal.restore(40)
  await portal.connection.read('contact')
  portal.pass(1_000)
  await portal.connection.read('contact')
  expect(portal.isLive(40)).toBe(false)
  await portal.runOn(1)
  expect(portal.isLive(40)).toBe(true)
})

test('once search has had its time, runs without changes cost two calls again', async () => {
  await using portal = await ContactsPortal.open(300)
  await portal.connection.read('contact')
  await portal.archive(40)
  await portal.connection.read('contact')
  portal.restore(40)
  await portal.connection.read('contact')
  expect((await portal.connection.read('contact')).calls).toBe(3)
  await portal.runOn(2)
  expect((await portal.connection.read('contact')).calls).toBe(2)
})

test('a record restored while the list is read, over days, comes back', async () => {
  await using portal = await ContactsPortal.open(350)
  await portal.archive(40)
  await portal.connection.read('contact', { stopAfter: 250 })
  portal.pass(3 * 86_400_000)
  portal.restore(40)
  await portal.connection.read('contact')
  expect(portal.isLive(40)).toBe(true)
})

test('a restored record comes back although another was deleted for good', async () => {
  await using portal = await ContactsPortal.open(300)
  await portal.connection.read('contact')
  await portal.archive(40)
  await portal.connection.read('contact')
  await portal.deleteForGood(41)
  portal.restore(40)
  await portal.connection.read('contact')
  expect(portal.isLive(40)).toBe(true)
})
