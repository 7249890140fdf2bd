import { perRecord, recordCurrency } from '@rapport/connector'
import { expect, test } from 'vitest'
import { accountTarget } from './account.ts'
import { everyType, TargetOrg } from './testing/target-org.ts'

/** An org with several currencies, whose corporate one is the dollar. */
async function open() {
  const org = await TargetOrg.open('Account', 0, { features: ['multiCurrency'] })
  const [inDollar = ''] = org.add(1, { CurrencyIsoCode: 'USD' })
  const [inEuro = ''] = org.add(1, { CurrencyIsoCode: 'EUR' })
  const { ctx } = org.run()
  await accountTarget.ensureFields(ctx, everyType)
  org.server.control.resetLog()
  return { org, ctx, inEuro, inDollar, [Symbol.asyncDispose]: () => org[Symbol.asyncDispose]() }
}

test('in an org with several currencies each record is read in its own', async () => {
  await using opened = await open()
  expect(await accountTarget.currency?.(opened.ctx)).toBe(perRecord)
})

test('the currency of an org with one is that of the settings, or unknown', async () => {
  await using org = await TargetOrg.open('Account', 0)
  expect(await accountTarget.currency?.(org.run().ctx)).toBeNull()
  expect(await accountTarget.currency?.(org.run({ settings: { currency: 'CHF' } }).ctx)).toBe('CHF')
})

test('the currency of a record is read with its fields, and before there are any fields', async () => {
  await using org = await TargetOrg.open('Account', 0, { features: ['multiCurrency'] })
  const [inEuro = ''] = org.add(1, { CurrencyIsoCode: 'EUR' })
  const { ctx } = org.run()
  expect(await accountTarget.current(ctx, [inEuro], [])).toEqual(
    new Map([[inEuro, { [recordCurrency]: 'EUR' }]]),
  )
  await accountTarget.ensureFields(ctx, everyType)
  await accountTarget.write(ctx, [{ id: inEuro, values: { clv_low: 90 } }], everyType)
  const current = await accountTarget.current(ctx, [inEuro], everyType)
  expect(current.get(inEuro)).toMatchObject({ clv_low: 90, [recordCurrency]: 'EUR' })
})

test('in an org with one currency a record has none of its own', async () => {
  await using org = await TargetOrg.open('Account', 1)
  const { ctx } = org.run()
  expect(await accountTarget.current(ctx, org.ids, [])).toEqual(new Map([[org.ids[0], {}]]))
})

test('amounts are written as they are given: they are in the currency of the record', async () => {
  await using opened = await open()
  const { org, ctx, inEuro, inDollar } = opened
  const writes = org.writes((index) => ({ clv_low: index === 0 ? 100 : 90, orders: 2 }))
  const results = await accountTarget.write(ctx, writes, everyType)
  expect(results.map(({ ok }) => ok)).toEqual([true, true])
  expect(org.stored(inDollar, 'Rapport_Clv_Low__c')).toBe(100)
  expect(org.stored(inEuro, 'Rapport_Clv_Low__c')).toBe(90)
  expect(org.calls()).toEqual(['PATCH /composite/sobjects'])
})
