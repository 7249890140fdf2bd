import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CALENDAR_PERIODS, localDay } from '@rapport/metrics'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAcquisitionSpend } from './acquisition-spend-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-spend-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(rows: readonly string[], period: 'week' | 'month' | 'quarter' = 'month') {
  const file = path.join(folder, 'spend.csv')
  await writeFile(file, ['period_start,amount', ...rows, ''].join('\n'))
  return readAcquisitionSpend(file, period)
}

test('Spend is read in order of time, whatever the order of the rows', async () => {
  const month = (day: string) => CALENDAR_PERIODS.month.numberOf(localDay(day, 'UTC'))
  expect(await read(['2024-02-01,60', '2024-01-01,100.50'])).toEqual([
    { number: month('2024-01-01'), amount: 100.5 },
    { number: month('2024-02-01'), amount: 60 },
  ])
})

test('A day on which no period starts is told with the one that it should be', async () => {
  await expect(read(['2024-01-01,1', '2024-02-15,60'])).rejects.toThrow(
    'spend.csv line 3: 2024-02-15 is not the first day of a month: write 2024-02-01, or give another --period',
  )
  await expect(read(['2024-01-03,60'], 'week')).rejects.toThrow('write 2024-01-01')
  await expect(read(['2024-02-01,60'], 'quarter')).rejects.toThrow('write 2024-01-01')
})

test.each([
  ['2024-13-01,60', 'line 2: period_start "2024-13-01" is no date: write it as 2024-03-01'],
  ['1.3.2024,60', 'line 2: period_start "1.3.2024" is no date: write it as 2024-03-01'],
  ['2024-03-01,', 'line 2: amount "" is not a number from 0: write it as 12.50'],
  ['2024-03-01,-5', 'line 2: amount "-5" is not a number from 0: write it as 12.50'],
])('The row %s is refused', async (row, message) => {
  await expect(read([row])).rejects.toThrow(message)
})

test('A period must not stand there twice, and there must be one', async () => {
  await expect(read(['2024-03-01,5', '2024-03-01,6'])).rejects.toThrow(
    'spend.csv line 3: the month from 2024-03-01 stands there twice: add both up in one row',
  )
  await expect(read([])).rejects.toThrow('has a header and no rows')
})
