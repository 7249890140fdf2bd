import { recordCurrency } from '@rapport/connector'
import { loadSalesforceRecord, startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { accountTarget } from '../targets/account.ts'
import { connect } from '../testing/connection.ts'

const held = ['clv']

test("with the fields that Rapport writes, the record's own currency is read", async () => {
  await using org = await open(['multiCurrency'])
  const id = loadSalesforceRecord(org.server.org, 'Account', { Name: 'Acme', CurrencyIsoCode: 'EUR' })
  const { read, store } = connect(org.server)
  await read('company', { selection: { held } })
  expect(store.live('company').get(id)?.held).toEqual({ [recordCurrency]: 'EUR' })
})

test('where records have no currency of their own, none is read, nor where nothing is written', async () => {
  await using org = await open([])
  const id = loadSalesforceRecord(org.server.org, 'Account', { Name: 'Acme' })
  const { read, store } = connect(org.server)
  await read('company', { selection: { held } })
  expect(store.live('company').get(id)?.held).toEqual({})

  await using several = await open(['multiCurrency'])
  const unwritten = loadSalesforceRecord(several.server.org, 'Account', { CurrencyIsoCode: 'EUR' })
  const other = connect(several.server)
  await other.read('company')
  expect(other.store.live('company').get(unwritten)?.held).toBeUndefined()
})

test('of a field that does not exist nothing is told; one that exists and is empty holds nothing', async () => {
  await using org = await open([])
  const id = loadSalesforceRecord(org.server.org, 'Account', { Name: 'Acme' })
  const { ctx, read, store } = connect(org.server)
  await accountTarget.ensureFields(ctx, [
    { name: 'clv', type: 'currency', label: 'CLV', description: 'What it is worth', decimals: 2 },
  ])
  await read('company', { selection: { held: ['clv', 'orders'] } })
  expect(store.live('company').get(id)?.held).toEqual({ clv: null })
})

async function open(features: readonly 'multiCurrency'[]) {
  const server = await startSalesforce({ limits: 'off', features })
  return { server, [Symbol.asyncDispose]: () => server.close() }
}
