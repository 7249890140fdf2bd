import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  clearWorkspace,
  giveContacts,
  giveDeals,
  givePurchases,
  latest,
  modelSettings,
  scoreAll,
  scoresOf,
  setAsideDeals,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

const settings = { ...modelSettings, value: { ...modelSettings.value, model: 'auto' as const } }

/** The values of all customers but Zoe, by a model fitted with what she bought. */
async function valuesBeside(
  ...deals: readonly Readonly<Record<string, unknown>>[]
): Promise<Record<string, unknown>> {
  await clearWorkspace(store)
  await givePurchases(store, 120)
  await giveContacts(store, ['zoe'])
  await giveDeals(
    store,
    deals.map((deal, index) => ({ id: `z-${index}`, of: 'zoe', closedAt: '2025-04-01T12:00:00Z', ...deal })),
  )
  await scoreAll(store, settings)
  const { zoe: _, ...others } = await latest(store, 'clv')
  return others
}

test.each([
  ['of 1e12', '1000000000000'],
  ['of minus 1e12', '-1000000000000'],
  ['of more than a double can hold', `1${'0'.repeat(400)}`],
])("An amount %s is unknown and moves nobody's value", async (_, amount) => {
  const expected = await valuesBeside({ amount: null })
  expect(await valuesBeside({ amount })).toEqual(expected)
  expect(Object.values(expected).every((value) => typeof value === 'number')).toBe(true)
  expect((await setAsideDeals(store))['z-0']).toMatch(
    /^its amount -?10+…? EUR looks wrong, as any from 1,000,000,000,000 on: correct it; until then its spend is unknown$/,
  )
  expect(await latest(store, 'orders')).toMatchObject({ zoe: 1 })
})

test('The greatest amount below the limit counts', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [{ id: 'd', of: 'ann', amount: '999999999999.99' }])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
  expect(await latest(store, 'historic_value')).toEqual({ ann: 999_999_999_999.99 })
})

test("A close date before 1990 is set aside and moves nobody's value", async () => {
  const expected = await valuesBeside({ amount: '50' })
  for (const closedAt of ['1989-12-31T23:59:59Z', '1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z']) {
    expect(await valuesBeside({ amount: '50' }, { amount: '50', closedAt })).toEqual(expected)
    expect(await setAsideDeals(store)).toEqual({
      'z-1': `its close date ${closedAt.slice(0, 10)} lies before 1990, so it looks wrong: correct it; until then it counts for nobody`,
    })
  }
})

test('A customer whose only deal gets such a date loses its value, and has it again once it is corrected', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [{ id: 'd', of: 'ann' }])
  await scoreAll(store)
  await giveDeals(store, [{ id: 'd', of: 'ann', closedAt: '1970-01-01T00:00:00Z' }])
  expect(await scoreAll(store)).toMatchObject({ cleared: 1 })
  expect((await scoresOf(store)).ann?.at(-1)).toMatchObject({ n: 0, values: {} })
  await giveDeals(store, [{ id: 'd', of: 'ann', closedAt: '1990-01-01T00:00:00Z' }])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
  expect(await latest(store, 'historic_value')).toEqual({ ann: 100 })
})
