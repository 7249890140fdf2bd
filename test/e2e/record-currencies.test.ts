import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConfigurationInput } from '@rapport/config'
import { revert } from '@rapport/run'
import { loadSalesforceRecord } from '@rapport/sandbox'
import { listRejects } from '@rapport/store'
import { expect, it } from 'vitest'
import { openHere, syncHere } from '../support/in-process.ts'
import { connectOrg, type Org, openOrg, seedOrgShop, shopId } from '../support/org.ts'

const accounts = 30
const more: ConfigurationInput = {
  writeBack: { salesforce: { company: ['clv', 'historic_value', 'orders', 'why'] } },
  customer: 'company',
  rates: 'rates.csv',
}

/** An org with several currencies: every third account is kept in euros, one in francs, the others in dollars. */
async function openOrgWithCurrencies(): Promise<Org> {
  const org = await openOrg({ features: ['multiCurrency'], seed: seedOrgShop(accounts) })
  for (let number = 0; number < accounts; number++) setCurrency(org, number, number % 3 === 0 ? 'EUR' : 'USD')
  setCurrency(org, 1, 'CHF')
  return org
}

function setCurrency({ server: { org } }: Org, number: number, code: string): void {
  const field = org.schema.field('Account', 'CurrencyIsoCode')
  const table = org.table('Account')
  const row = table.rowOf(shopId.account(number))
  if (field === undefined || row === undefined) throw new Error(`account ${number} has no currency`)
  table.column(field).set(row, code)
}

function stored({ server: { org } }: Org, number: number, field: string): unknown {
  const table = org.table('Account')
  return table.value(table.rowOf(shopId.account(number)) ?? -1, field)
}

/** What an account has bought, at the margin of 30 %, in dollars. */
function historicValue({ server: { org } }: Org, number: number): number {
  const table = org.table('Opportunity')
  return table
    .rowsWhere('AccountId', shopId.account(number))
    .reduce((sum, row) => sum + 0.3 * Number(table.value(row, 'Amount')), 0)
}

function rate({ server: { org } }: Org, IsoCode: string, StartDate: string, ConversionRate: number): void {
  loadSalesforceRecord(org, 'DatedConversionRate', { IsoCode, StartDate, ConversionRate })
}

it("money is written by the org's own rates, but where the file has one", async () => {
  await using org = await openOrgWithCurrencies()
  rate(org, 'EUR', '2024-01-01', 0.8)
  rate(org, 'CHF', '2024-01-01', 2)
  const { rates: _, ...withoutFile } = more
  await using installation = await connectOrg(org, { more: withoutFile })
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: accounts, rejected: 0 })
  expect(stored(org, 3, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 3) * 0.8, 2)
  expect(stored(org, 1, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 1) * 2, 2)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: 0 })

  await installation.configure((input) => ({ ...input, rates: 'rates.csv' }))
  await writeFile(path.join(installation.folder, 'rates.csv'), 'from,to,on,rate\nUSD,EUR,2024-01-01,0.5\n')
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', rejected: 0 })
  expect(stored(org, 3, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 3) * 0.5, 2)
  expect(stored(org, 1, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 1) * 2, 2)
})

it("deals count in the workspace's currency by the org's own rates, and explain says so", async () => {
  await using org = await openOrgWithCurrencies()
  // The corporate currency is the dollar, the workspace's the euro.
  rate(org, 'EUR', '2010-01-01', 0.8)
  const { rates: _, ...withoutFile } = more
  await using installation = await connectOrg(org, { more: { ...withoutFile, currency: 'EUR' } })
  expect(await syncHere(installation)).toMatchObject({ state: 'partial', rejected: 1 })
  expect(stored(org, 3, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 3) * 0.8, 2)
  const explained = await installation.run('explain', `salesforce/company:${shopId.account(3)}`)
  expect(explained.stdout).toMatch(/[\d.]+ USD at 0\.8 since 2010-01-01, by the rates of salesforce/)
})

it('money is written to each account in its own currency, and reverted', async () => {
  await using org = await openOrgWithCurrencies()
  await using installation = await connectOrg(org, { more })
  const rates = path.join(installation.folder, 'rates.csv')
  await writeFile(rates, 'from,to,on,rate\nUSD,EUR,2024-01-01,0.5\n')
  // The account in francs is listed, and the rest of it is written.
  const first = await syncHere(installation)
  expect(first).toMatchObject({ state: 'partial', written: accounts, rejected: 1 })
  expect(stored(org, 2, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 2), 2)
  expect(stored(org, 3, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 3) * 0.5, 2)
  expect(stored(org, 1, 'Rapport_Historic_Value__c')).toBeNull()
  expect(stored(org, 1, 'Rapport_Orders__c')).toBeGreaterThan(0)

  // Nothing changed, so nothing is written, in whatever currency, and no currency is asked for.
  org.server.control.resetLog()
  expect(await syncHere(installation)).toMatchObject({ written: 0 })
  const paths = org.server.control.log().map((call) => call.path)
  expect(paths.some((called) => called.includes('/composite/'))).toBe(false)

  // With a rate for the francs, that account is mended.
  await writeFile(rates, 'from,to,on,rate\nUSD,EUR,2024-01-01,0.5\nUSD,CHF,2024-01-01,2\n')
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: 1, rejected: 0 })
  expect(stored(org, 1, 'Rapport_Historic_Value__c')).toBeCloseTo(historicValue(org, 1) * 2, 2)

  await using workspace = await openHere(installation)
  expect(await listRejects(workspace.store.db, 9)).toEqual([])
  const { signal } = new AbortController()
  const plan = first.planIds[0] ?? 0
  expect(await revert(workspace, { plan }, { signal })).toMatchObject({ applied: accounts, refused: 0 })
  for (const number of [2, 3]) expect(stored(org, number, 'Rapport_Historic_Value__c')).toBeNull()
})
