import { expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'
import { ContactsPortal } from '../testing/contacts-portal.ts'

const idsFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

async function changeTwice(portal: ContactsPortal): Promise<void> {
  await portal.rename(3, 'Once')
  await portal.rename(4, 'Later')
  await portal.connection.read('contact')
  portal.renameLate(3, 'Twice', portal.modifiedAt(3) + 500)
}

test('a second change that shows late is found although more than a page changed after it', async () => {
  await using portal = await ContactsPortal.open(600)
  await portal.connection.read('contact')
  await changeTwice(portal)
  portal.pass(60_000)
  for (let id = 101; id <= 350; id += 50) await portal.update(idsFrom(id, 50), { city: 'Vienna' })
  await portal.connection.read('contact')
  expect(portal.nameOf(3)).toBe('Twice')
})

test('a second change that shows late is found below a page of records that were read before', async () => {
  await using portal = await ContactsPortal.open(900)
  await portal.connection.read('contact')
  await portal.rename(3, 'Once')
  for (let id = 101; id <= 800; id++) portal.renameLate(id, 'Same', portal.now + id * 10)
  await portal.connection.read('contact')
  portal.renameLate(3, 'Twice', portal.modifiedAt(3) + 4_505)
  const calls: number[] = []
  for (let run = 0; run < 4 && portal.nameOf(3) !== 'Twice'; run++) {
    calls.push((await portal.connection.read('contact')).calls)
  }
  expect(portal.nameOf(3)).toBe('Twice')
  // Runs without a change stay cheap: the rest of the overlap is looked at one page a run.
  expect(calls.length).toBe(2)
  expect(calls[0]).toBe(3)
})

test('a run that was killed after the overlap does not read again what it had read', async () => {
  await using portal = await ContactsPortal.open(20)
  await portal.connection.read('contact')
  for (let index = 0; index < 2_000; index++) portal.load(1_001 + index, portal.now + 60_000 + index * 1_000)
  await portal.connection.read('contact', { stopAfter: 1_500 })
  const rest = await portal.connection.read('contact')
  expect(portal.connection.store.live('contact').size).toBe(2_020)
  expect(rest.upserts).toBeLessThanOrEqual(800)
  expect(rest.calls).toBeLessThanOrEqual(9)
})

test.each([1, 200, 400, 650])(
  'after %i of our own writes, a new process costs at most 3 + writes/200 calls, then 3',
  async (writes) => {
    await using portal = await ContactsPortal.open(1_000)
    const { store } = portal.connection
    const selection = { held: ['clv'] }
    await portal.connection.read('contact', { selection })
    for (let id = 1; id <= writes; id += 100) {
      portal.pass(250)
      await portal.update(idsFrom(id, Math.min(100, writes - id + 1)), { city: 'Vienna' })
    }
    const after = await connect(portal.sandbox.baseUrl, { store }).read('contact', { selection })
    expect(after.upserts).toBe(writes)
    expect(after.calls).toBeLessThanOrEqual(3 + Math.ceil(writes / 200))
    const unchanged = await connect(portal.sandbox.baseUrl, { store }).read('contact', { selection })
    expect(unchanged.upserts).toBe(0)
    expect(unchanged.calls).toBeLessThanOrEqual(3)
  },
)
