import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { localDay, type PurchaseColumns } from '@rapport/metrics'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTransactions } from '../calculation/read-transactions.ts'
import { filePurchases } from './file-purchases.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-purchases-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(rows: readonly string[], occasionWindow = 0) {
  const file = path.join(folder, 'transactions.csv')
  await writeFile(file, ['customer_id,date,amount', ...rows, ''].join('\n'))
  const transactions = await readTransactions(file, { today: '2026-01-01', unit: 'day', occasionWindow })
  return told(filePurchases(transactions, occasionWindow))
}

/** Each customer's days and amounts; NaN is unknown. */
const told = ({ ids, starts, days, amounts }: PurchaseColumns) =>
  ids.map((id, row) => ({
    id,
    days: [...days.subarray(starts[row], starts[row + 1])],
    amounts: [...amounts.subarray(starts[row], starts[row + 1])],
  }))

const day = (text: string): number => localDay(text, 'UTC')

test('Purchases are days with their net amounts; an unknown amount is NaN, a day below 0 no purchase', async () => {
  const purchases = await read([
    'b,2024-01-01,20',
    'b,2024-01-03,-5',
    'a,2024-01-01,10.50',
    'a,2024-01-01,4.50',
    'a,2024-01-02,',
    'c,2024-01-01,-20',
  ])
  expect(purchases).toEqual([
    { id: 'a', days: [day('2024-01-01'), day('2024-01-02')], amounts: [15, Number.NaN] },
    { id: 'b', days: [day('2024-01-01')], amounts: [20] },
  ])
})

test('Days within the window are one purchase', async () => {
  const purchases = await read(['a,2024-01-01,10', 'a,2024-01-08,5', 'a,2024-01-09,7'], 7)
  expect(purchases).toEqual([{ id: 'a', days: [day('2024-01-01'), day('2024-01-09')], amounts: [15, 7] }])
})
