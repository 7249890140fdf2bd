import { expect, it } from 'vitest'
import { open } from '../salesforce/testing/open.ts'

it('holds the customers and purchases of the CDNOW sample', async () => {
  const { client } = await open({}, { seed: 'cdnow-sample' })
  const { records } = await client.query(
    'SELECT COUNT(Id) n, SUM(Amount) total, MIN(CloseDate) earliest, MAX(CloseDate) latest FROM Opportunity WHERE IsWon = true',
  )
  expect(records[0]).toMatchObject({ n: 6_919, earliest: '1997-01-01', latest: '1998-06-30' })
  expect((await client.query('SELECT Id FROM Account LIMIT 1')).totalSize).toBe(1)
  expect((await client.query('SELECT COUNT(Id) n FROM Account')).records).toMatchObject([{ n: 2_357 }])
  const [deal] = (
    await client.query('SELECT Name, Account.Name, Owner.IsActive FROM Opportunity ORDER BY Id LIMIT 1')
  ).records
  expect(deal).toMatchObject({ Account: { Name: expect.any(String) }, Owner: { IsActive: true } })
})

it('makes the customers person accounts where they are switched on', async () => {
  const { client } = await open({}, { seed: 'cdnow-sample', features: ['personAccounts', 'multiCurrency'] })
  const soql = 'SELECT COUNT(Id) n FROM Account WHERE IsPersonAccount = true AND PersonEmail != null'
  expect((await client.query(soql)).records).toMatchObject([{ n: 2_357 }])
  const currencies = await client.query("SELECT COUNT(Id) n FROM Opportunity WHERE CurrencyIsoCode = 'USD'")
  expect(currencies.records).toMatchObject([{ n: 6_919 }])
})
