import { markDeleted } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  clearWorkspace,
  givePurchases,
  plainSettings,
  resolveAll,
  scoreAll,
  scoresOf,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

/** Stores what service and health say of every customer, as of a moment. */
async function giveOthers(asOf: string): Promise<void> {
  await sql`
    insert into score (customer_id, policy, as_of, n, values, explanation)
    select id, policy, ${asOf}::timestamptz, 5, '{"fcr_rate": {"value": 0.5}}', '{}'
    from customer cross join unnest(array['service@1', 'health@1']) as policy
  `.execute(store.db)
}

const policies = async () =>
  Object.fromEntries(
    Object.entries(await scoresOf(store)).map(([contact, scores]) => [
      contact,
      scores.map(({ policy, n }) => `${policy}: ${n}`),
    ]),
  )

test('A value that is computed in another way leaves what service and health say of the same moment', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  const { c000 } = await scoresOf(store)
  await giveOthers(c000?.[0]?.asOf ?? '')
  const value = { ...plainSettings.value, model: 'simple' } as const
  expect(await scoreAll(store, { value })).toMatchObject({ refitted: 1, cleared: 0 })
  expect((await policies()).c000).toEqual(['health@1: 5', 'service@1: 5', 'simple-horizon@1: 1'])
})

test('A customer that lost its orders is cleared although newer scores of service and health stand beside', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await giveOthers('2026-07-15T00:00:00Z')
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  expect(await scoreAll(store, { asOf: '2026-07-31' })).toMatchObject({ cleared: 1 })
  expect((await policies()).c000).toEqual(['historic@1: 1', 'health@1: 5', 'service@1: 5', 'historic@1: 0'])
  // The others are not cleared for it.
  expect((await policies()).c001?.at(-1)).toBe('historic@1: 2')
})

test('Customers without orders are not counted, whatever service and health say of them', async () => {
  const contacts = await givePurchases(store, 40)
  await resolveAll(store)
  await giveOthers('2026-06-30T21:59:59Z')
  expect(await scoreAll(store)).toMatchObject({ customers: contacts.length })
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  expect(await scoreAll(store)).toMatchObject({ customers: contacts.length - 1, cleared: 1 })
})
