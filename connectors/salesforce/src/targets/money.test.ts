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

test('money is asked for in the corporate currency of an org with several', async () => {
  await using opened = await open()
  expect(await accountTarget.currency?.(opened.ctx)).toBe('USD')
})

test('the currency of an org with one is that of the settings, or unknown', async () => {
  await using org = await TargetOrg.open('Account', 0)
  expect(await accountTarget.currency?.(org.run().ctx)).toBeNull()
  expect(await accountTarget.currency?.(org.run({ settings: { currency: 'CHF' } }).ctx)).toBe('CHF')
})

test('money is not written to a record of another currency; the record is set aside with the reason', async () => {
  await using opened = await open()
  const { org, ctx, inEuro, inDollar } = opened
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ clv_low: 100, segment: 'loyal' })),
    everyType,
  )
  expect(results).toMatchObject([
    { id: inDollar, ok: true },
    {
      id: inEuro,
      ok: false,
      error: {
        kind: 'invalid',
        message: expect.stringMatching(
          /kept in EUR, so clv_low would be read as EUR; Rapport writes money in USD/,
        ),
      },
    },
  ])
  expect(org.stored(inDollar, 'Rapport_Clv_Low__c')).toBe(100)
  expect(org.stored(inEuro, 'Rapport_Clv_Low__c')).toBeNull()
  expect(org.stored(inEuro, 'Rapport_Segment__c')).toBeNull()
})

test('what is no money is written whatever the currency, and money is cleared', async () => {
  await using opened = await open()
  const { org, ctx, inEuro } = opened
  const results = await accountTarget.write(
    ctx,
    org.writes(() => ({ orders: 2, clv_low: null })),
    everyType,
  )
  expect(results.map(({ ok }) => ok)).toEqual([true, true])
  expect(org.stored(inEuro, 'Rapport_Orders__c')).toBe(2)
})

test('in an org with one currency no record is looked up for it', async () => {
  await using org = await TargetOrg.open('Account', 1)
  const { ctx } = org.run()
  await accountTarget.ensureFields(ctx, everyType)
  org.server.control.resetLog()
  await accountTarget.write(
    ctx,
    org.writes(() => ({ clv_low: 100 })),
    everyType,
  )
  expect(org.calls()).toEqual(['GET /sobjects/Account/describe', 'PATCH /composite/sobjects'])
})
