import { expect, test } from 'vitest'
import { openBareReading } from '../testing/bare-reading.ts'
import { ContactsPortal } from '../testing/contacts-portal.ts'
import { readDuring } from '../testing/read-during.ts'
import { readModified } from './modified-search.ts'

const firstLoaded = 1_001

async function openWithBulkChange(stepMs: (index: number) => number): Promise<ContactsPortal> {
  const portal = await ContactsPortal.open(20)
  await portal.connection.read('contact')
  portal.pass(600_000)
  for (let index = 0; index < 1_000; index++) portal.load(firstLoaded + index, portal.now + stepMs(index))
  portal.pass(1_020_000)
  return portal
}

function missing(portal: ContactsPortal): number[] {
  const ids = Array.from({ length: 1_000 }, (_, index) => firstLoaded + index)
  return ids.filter((id) => !portal.isLive(id))
}

test.each([
  ['of many times', (index: number) => index * 1_000],
  ['of few times', (index: number) => Math.floor(index / 150) * 1_000],
  ['of one time', () => 0],
])('no record %s is lost when one that was read moves on while pages are read', async (_, stepMs) => {
  await using portal = await openWithBulkChange(stepMs)
  await readDuring(portal.connection, 'search contacts', async (call) => {
    if (call !== 4) return
    await portal.rename(firstLoaded + 9, 'again')
    await portal.rename(firstLoaded + 160, 'again')
    portal.load(9_999, portal.now)
  })
  await portal.runOn(2)
  expect(missing(portal)).toEqual([])
})

test('records of many times cost hardly more pages than they fill', async () => {
  await using portal = await openWithBulkChange((index) => index * 1_000)
  const report = await portal.connection.read('contact')
  expect(missing(portal)).toEqual([])
  // Five pages in six calls at most, the archived list and the portal.
  expect(report.calls).toBeLessThanOrEqual(8)
})

test.each([1, 150, 250])('pages alone miss no record of times that %i share', async (sharing) => {
  await using portal = await openWithBulkChange((index) => Math.floor(index / sharing) * 1_000)
  const reading = await openBareReading(portal.connection.ctx)
  const start = { at: new Date(portal.now - 1_020_001).toISOString(), afterId: null }
  const seen = new Set<string>()
  for await (const page of readModified(reading, start, null)) {
    for (const { id } of page.records) seen.add(id)
    if (seen.size === 1_000) continue
    const moving = [...seen].slice(-5, -2)
    for (const id of moving) await portal.rename(Number(id), 'again')
  }
  expect(seen.size).toBe(1_000)
})
