import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importExchangeRates, loadExchangeRates } from './exchange-rates.ts'

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
  expect(days.map((day) => rates.rateOn('EUR', day))).toEqual([null, 1.1, 1.1, 1.08, 1.08])
  expect((await loadExchangeRates(db, 'EUR')).rateOn('USD', '2024-02-01')).toBeNull()
})

test('a file as spreadsheets write it is read: byte order mark, quotes, carriage returns, lower case', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  await importExchangeRates(db, await file('\uFEFFFrom,To,On,Rate\r\n"eur","usd","2024-01-01","1.1"\r\n\r\n'))
  expect((await loadExchangeRates(db, 'USD')).rateOn('EUR', '2024-01-01')).toBe(1.1)
})

test('the stored rates follow the file: corrected, taken out, all taken out; those of a connection stay', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const connection = { from_currency: 'GBP', to_currency: 'USD', on_date: '2024-01-01', rate: '1.25' }
  await db
    .insertInto('exchange_rate')
    .values({ ...connection, source: 'salesforce' })
    .execute()
  const both = await file('from,to,on,rate\nEUR,USD,2024-01-01,1.1\nCHF,USD,2024-01-01,1.2\n')
  expect(await importExchangeRates(db, both)).toBe(2)
  expect(await importExchangeRates(db, both)).toBe(0)
  expect(await importExchangeRates(db, await file('from,to,on,rate\nEUR,USD,2024-01-01,1.15\n'))).toBe(2)
  const stored = () => db.selectFrom('exchange_rate').selectAll().orderBy('from_currency').execute()
  const ofConnection = { ...connection, source: 'salesforce' }
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
