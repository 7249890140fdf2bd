import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { replaceConnectionRates } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadExchangeRates } from './exchange-rates.ts'
import { importExchangeRates } from './rates-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-rates-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function file(content: string, name = 'rates.csv') {
  await writeFile(path.join(folder, name), content)
  return { name, path: path.join(folder, name) }
}

test('a rate holds from its day until the next one, in its direction only', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const lines = ['from,to,on,rate', 'EUR,USD,2024-01-01,1.10', 'EUR,USD,2024-02-01,1.08', '']
  expect(await importExchangeRates(db, await file(lines.join('\n')))).toBe(2)
  const rates = await loadExchangeRates(db, 'USD')
  const days = ['2023-12-31', '2024-01-01', '2024-01-31', '2024-02-01', '2025-01-01']
  expect(days.map((day) => rates.rateOn('EUR', day, 'crm')?.rate ?? null)).toEqual([
    null,
    1.1,
    1.1,
    1.08,
    1.08,
  ])
  expect((await loadExchangeRates(db, 'EUR')).rateOn('USD', '2024-02-01', 'crm')).toBeNull()
})

test('a file as spreadsheets write it is read: byte order mark, quotes, carriage returns, lower case', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  await importExchangeRates(db, await file('\uFEFFFrom,To,On,Rate\r\n"eur","usd","2024-01-01","1.1"\r\n\r\n'))
  expect((await loadExchangeRates(db, 'USD')).rateOn('EUR', '2024-01-01', 'crm')).toEqual({
    rate: 1.1,
    on: '2024-01-01',
    source: 'file:rates.csv',
  })
})

test('the stored rates follow the file: corrected, taken out, all taken out; those of a connection stay', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const connection = { from_currency: 'GBP', to_currency: 'USD', on_date: '2024-01-01', rate: '1.25' }
  await db
    .insertInto('exchange_rate')
    .values({ ...connection, source: 'connection:salesforce' })
    .execute()
  const both = await file('from,to,on,rate\nEUR,USD,2024-01-01,1.1\nCHF,USD,2024-01-01,1.2\n')
  expect(await importExchangeRates(db, both)).toBe(2)
  expect(await importExchangeRates(db, both)).toBe(0)
  expect(await importExchangeRates(db, await file('from,to,on,rate\nEUR,USD,2024-01-01,1.15\n'))).toBe(2)
  const stored = () => db.selectFrom('exchange_rate').selectAll().orderBy('from_currency').execute()
  const ofConnection = { ...connection, source: 'connection:salesforce' }
  expect(await stored()).toEqual([
    {
      from_currency: 'EUR',
      to_currency: 'USD',
      on_date: '2024-01-01',
      rate: '1.15',
      source: 'file:rates.csv',
    },
    ofConnection,
  ])
  await importExchangeRates(db, null)
  expect(await stored()).toEqual([ofConnection])
})

const dated = (currency: string, rate: string, from: string | null = '2024-01-01') => ({
  currency,
  rate,
  from,
})

test('the rates of a connection hold in both directions and between its currencies, each from its day on', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const given = [dated('EUR', '0.8'), dated('EUR', '0.5', '2024-03-01'), dated('CHF', '0.4', null)]
  expect(await replaceConnectionRates(db, 'crm', { base: 'USD', rates: given })).toBe(3)
  const [intoDollars, intoEuros] = [await loadExchangeRates(db, 'USD'), await loadExchangeRates(db, 'EUR')]
  const source = 'connection:crm'
  expect(intoEuros.rateOn('USD', '2024-02-01', 'crm')).toEqual({ rate: 0.8, on: '2024-01-01', source })
  expect(intoDollars.rateOn('EUR', '2024-03-01', 'crm')).toEqual({ rate: 2, on: '2024-03-01', source })
  expect(intoEuros.rateOn('CHF', '2024-02-01', 'crm')).toEqual({ rate: 2, on: '2024-01-01', source })
  expect(intoDollars.rateOn('CHF', '1999-01-01', 'crm')).toEqual({ rate: 2.5, on: null, source })
  expect(intoEuros.rateOn('USD', '2023-12-31', 'crm')).toBeNull()
  expect(intoEuros.rateOn('GBP', '2024-02-01', 'crm')).toBeNull()
  for (const [from, to] of [
    ['USD', 'EUR'],
    ['EUR', 'USD'],
    ['CHF', 'EUR'],
  ] as const) {
    const all = (await loadExchangeRates(db, to)).rateOn(from, '2024-02-01', 'crm')
    expect((await loadExchangeRates(db, to, from)).rateOn(from, '2024-02-01', 'crm')).toEqual(all)
  }
})

test("the rates of a connection follow it, and are no other connection's", async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  await replaceConnectionRates(db, 'other', { base: 'USD', rates: [dated('EUR', '0.1')] })
  const rates = [dated('EUR', '0.8'), dated('CHF', '0.4')]
  await replaceConnectionRates(db, 'crm', { base: 'USD', rates })
  expect(await replaceConnectionRates(db, 'crm', { base: 'USD', rates })).toBe(0)
  expect(await replaceConnectionRates(db, 'crm', { base: 'USD', rates: [dated('EUR', '0.9')] })).toBe(2)
  const stored = await db.selectFrom('exchange_rate').select(['source', 'rate']).orderBy('source').execute()
  expect(stored).toEqual([
    { source: 'connection:crm', rate: '0.9' },
    { source: 'connection:other', rate: '0.1' },
  ])
})

test('rates with days that a connection shows no longer stay, and are not replaced by the one of today', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const give = (...rates: ReturnType<typeof dated>[]) =>
    replaceConnectionRates(db, 'crm', { base: 'USD', rates })
  await give(dated('EUR', '0.8', '2024-01-01'), dated('CHF', '0.4', null))
  expect(await give(dated('EUR', '0.5', null), dated('CHF', '0.3', null))).toBe(1)
  const euros = await loadExchangeRates(db, 'EUR')
  expect(euros.rateOn('USD', '2024-02-01', 'crm')).toMatchObject({ rate: 0.8, on: '2024-01-01' })
  expect((await loadExchangeRates(db, 'CHF')).rateOn('USD', '2024-02-01', 'crm')).toMatchObject({ rate: 0.3 })
  expect(await give(dated('EUR', '0.9', '2024-03-01'))).toBe(3)
})

test("a rate of the file comes first, then that of the record's own connection, then another's", async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const give = (connection: string, ...rates: ReturnType<typeof dated>[]) =>
    replaceConnectionRates(db, connection, { base: 'USD', rates })
  await give('alpha', dated('EUR', '0.1'), dated('CHF', '0.1'))
  await give('crm', dated('EUR', '0.8'), dated('EUR', '0.7', '2024-06-01'))
  await importExchangeRates(db, await file('from,to,on,rate\nUSD,EUR,2024-05-01,0.5\n'))
  const [euros, francs] = [await loadExchangeRates(db, 'EUR'), await loadExchangeRates(db, 'CHF')]
  const sources = ['2024-04-01', '2024-05-01', '2024-07-01'].map((day) => euros.rateOn('USD', day, 'crm'))
  expect(sources.map((found) => found?.source)).toEqual([
    'connection:crm',
    'file:rates.csv',
    'file:rates.csv',
  ])
  expect(francs.rateOn('USD', '2024-04-01', 'crm')).toMatchObject({ rate: 0.1, source: 'connection:alpha' })
})

test('every bad line is named with its number, and nothing is stored', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const lines = [
    'from,to,on,rate',
    'EUR,USD,2024-01-01,1.1',
    'EUR,USD,2024-02-30,1.1',
    'EURO,USD,2024-01-01,1.1',
    'EUR,USD,2024-03-01,1,1',
    'EUR,USD,2024-04-01,0',
    'USD,USD,2024-01-01,1',
    'EUR,USD,2024-01-01,1.2',
  ]
  const refused = importExchangeRates(db, await file(lines.join('\n')))
  await expect(refused).rejects.toMatchObject({
    problems: [
      { file: 'rates.csv', line: 3, message: expect.stringContaining('on is "2024-02-30"') },
      { line: 4, message: expect.stringContaining('from is "EURO"') },
      { line: 5, message: expect.stringContaining('5 values where 4 are needed') },
      { line: 6, message: 'rate is "0": it must be above 0' },
      { line: 7, message: 'from and to are both USD' },
      { line: 8, message: 'the rate from EUR to USD on 2024-01-01 stands in line 2 already' },
    ],
  })
  expect(await db.selectFrom('exchange_rate').selectAll().execute()).toEqual([])
})

test.each([
  ['from;to;on;rate\nEUR;USD;2024-01-01;1.1', 'rates.csv:1:1: the heading is "from;to;on;rate"'],
  ['', 'rates.csv:1:1: the heading is ""'],
])('a file without the heading is refused: %j', async (content, message) => {
  await using workspace = await openTestWorkspace()
  await expect(importExchangeRates(workspace.store.db, await file(content))).rejects.toThrow(message)
})

test('a file that is not there is named', async () => {
  await using workspace = await openTestWorkspace()
  const nowhere = { name: 'none.csv', path: path.join(folder, 'none.csv') }
  await expect(importExchangeRates(workspace.store.db, nowhere)).rejects.toThrow('none.csv:1:1: the file of')
})
