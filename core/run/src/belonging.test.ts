import { addOverride } from '@rapport/identity'
import { expect, test } from 'vitest'
import { explain } from './explain.ts'
import { sync } from './sync.ts'
import { giveCustomers, openTestWorkspace, plainRun, wonDeal } from './testing/workspace.ts'

/** Two contacts that share an e-mail, so they are one customer, and a deal of one of them. */
async function twoAsOne() {
  const opened = await openTestWorkspace()
  opened.crm.give('contact', [
    { id: 'a', name: 'A', emails: ['x@acme.example'] },
    { id: 'b', name: 'B', emails: ['x@acme.example'] },
  ])
  opened.crm.give('deal', [wonDeal('d1', 'a', 500)])
  await opened.sync()
  return opened
}

const reference = (id: string) => ({ connection: 'crm', entity: 'contact' as const, id })
const empty = { clv: null, orders: null, why: null }

test("A record that was separated by hand and has no orders of its own loses the other customer's value", async () => {
  await using opened = await twoAsOne()
  const { crm, workspace } = opened
  expect(crm.held.get('b')).toMatchObject({ clv: 500 })
  await addOverride(workspace.store.db, {
    kind: 'split',
    left: reference('a'),
    right: reference('b'),
    by: 'ann',
  })
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 1 })
  expect(crm.held.get('a')).toMatchObject({ clv: 500 })
  expect(crm.held.get('b')).toEqual(empty)
  expect(await opened.sync()).toMatchObject({ planned: { 'crm/contact': 0 } })
})

test('A value that a person put on a separated record stays', async () => {
  await using opened = await twoAsOne()
  const { crm } = opened
  crm.held.set('b', { ...crm.held.get('b'), clv: 7 })
  crm.give('contact', [{ id: 'b', name: 'B', emails: ['y@acme.example'] }])
  await opened.sync()
  expect(crm.held.get('b')).toEqual({ ...empty, clv: 7 })
})

test('When customers are formed at another level, the records of the former one lose their values', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  await opened.sync()
  const companies = opened.configured({ customer: 'company' })
  expect(await sync(companies, plainRun())).toMatchObject({ written: 2 })
  expect(opened.crm.held.get('c01')).toEqual(empty)
})

test('Values that would be cleared because records belong to nobody any more count for the guard rail', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  await opened.sync()
  const guarded = opened.configured({ customer: 'company', guardRails: { minRecords: 1 } })
  expect(await sync(guarded, plainRun())).toMatchObject({
    state: 'stopped',
    message: expect.stringMatching(/would clear values of 2 of the 2 .*npx rapport apply \d+ --confirm/),
  })
})

test('An evaluation date that was too late and is corrected does not hide the scores of the right one', async () => {
  await using opened = await openTestWorkspace()
  const { crm } = opened
  giveCustomers(crm, 2)
  const at = (asOf: string) =>
    opened.configured({ metrics: { asOf, value: { model: 'historic', margin: 1 } } })
  await sync(at('2027-06-30'), plainRun())
  crm.give('deal', [wonDeal('late', 'c01', 1_000, '2026-04-01T12:00:00Z')])
  await sync(at('2026-06-30'), plainRun())
  expect(crm.held.get('c01')).toMatchObject({ clv: 1_010 })
  expect((await explain(at('2026-06-30'), reference('c01')))?.score).toMatchObject({
    asOf: '2026-06-30T21:59:59.000Z',
    values: { clv: { value: 1_010 } },
  })
  crm.give('deal', [wonDeal('later', 'c01', 1_000, '2026-05-01T12:00:00Z')])
  await sync(at('2026-07-31'), plainRun())
  expect(crm.held.get('c01')).toMatchObject({ clv: 2_010 })
})

test('A zone further east, whose day ends earlier, does not leave the scores of the former one in force', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  await sync(opened.configured({ timezone: 'America/Los_Angeles' }), plainRun())
  opened.crm.give('deal', [wonDeal('late', 'c01', 1_000, '2026-04-01T12:00:00Z')])
  await sync(opened.configured({ timezone: 'Asia/Tokyo' }), plainRun())
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 1_010 })
})
