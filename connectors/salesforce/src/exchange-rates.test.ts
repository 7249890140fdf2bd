import {
  loadSalesforceRecord,
  type OrgFeature,
  type SalesforceServer,
  startSalesforce,
} from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { salesforce } from './index.ts'
import { connect } from './testing/connection.ts'

/** An org; with several currencies it keeps its amounts in dollars, and euros beside them. */
async function openOrg(features: readonly OrgFeature[]) {
  const server = await startSalesforce({ features, limits: 'off' })
  onTestFinished(() => server.close())
  return server
}

function addRate({ org }: SalesforceServer, IsoCode: string, StartDate: string, ConversionRate: number) {
  loadSalesforceRecord(org, 'DatedConversionRate', { IsoCode, StartDate, ConversionRate })
}

function addCurrency({ org }: SalesforceServer, IsoCode: string, ConversionRate: number) {
  loadSalesforceRecord(org, 'CurrencyType', { IsoCode, ConversionRate, DecimalPlaces: 2, IsActive: true })
}

test('the dated rates of an org are given against its corporate currency, and fixed ones where it dates none', async () => {
  const server = await openOrg(['multiCurrency'])
  addCurrency(server, 'CHF', 0.95)
  addRate(server, 'EUR', '0000-12-30', 0.9)
  addRate(server, 'EUR', '2024-02-01', 0.85)
  expect(await salesforce.exchangeRates?.(connect(server).ctx)).toEqual({
    base: 'USD',
    rates: expect.arrayContaining([
      { currency: 'CHF', rate: '0.95', from: null },
      // Before the calendar of a database begins: from ever on.
      { currency: 'EUR', rate: '0.9', from: '0001-01-01' },
      { currency: 'EUR', rate: '0.85', from: '2024-02-01' },
    ]),
  })
})

test('an org with one currency has no rates, and one call tells', async () => {
  const server = await openOrg([])
  const { ctx, calls } = connect(server)
  expect(await salesforce.exchangeRates?.(ctx)).toBeNull()
  expect(calls).toHaveLength(1)
})
