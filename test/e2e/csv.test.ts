import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Explanation, RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { install } from '../support/installation.ts'
import { randomNumbers } from '../support/portal.ts'

const people = 60

function contactsFile(): string {
  const rows = Array.from(
    { length: people },
    (_, index) => `${index + 1},Person ${index + 1},p${index + 1}@shop.example`,
  )
  return ['id,name,email', ...rows, ''].join('\n')
}

/** One to five purchases of each person over a year; the last row has an amount that is none. */
function transactionsFile(badAmount: string): string {
  const random = randomNumbers(11)
  const rows = Array.from({ length: people }, (_, index) =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
      const day = new Date(Date.UTC(2024, 0, 1) + Math.floor(random() * 365) * 86_400_000)
      return `${index + 1},${day.toISOString().slice(0, 10)},${(10 + random() * 90).toFixed(2)}`
    }),
  ).flat()
  const numbered = rows.map((row, index) => `${index + 1},${row}`)
  return ['id,customer_id,date,amount', ...numbered, `9999,1,2024-05-01,${badAmount}`, ''].join('\n')
}

it('scores customers from files in a folder, and lists a bad row with its file and line', async () => {
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: { shop: { connector: 'csv', settings: { folder: 'exports' } } },
    }),
  })
  const folder = path.join(installation.folder, 'exports')
  await mkdir(folder)
  await writeFile(path.join(folder, 'contacts.csv'), contactsFile())
  const transactions = transactionsFile('twelve')
  await writeFile(path.join(folder, 'transactions.csv'), transactions)
  const check = await installation.run('check')
  expect(check.code, check.stdout).toBe(0)

  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(3)
  expect(sync.json<RunResult>()).toMatchObject({
    state: 'partial',
    customers: people,
    scored: people,
    rejected: 1,
  })
  const { rejects } = (await installation.run('rejects', '--json')).json<{
    rejects: readonly { record: string; reason: string }[]
  }>()
  const badLine = transactions.trimEnd().split('\n').length
  expect(rejects).toMatchObject([{ record: 'shop/deal:9999' }])
  expect(rejects[0]?.reason).toMatch(new RegExp(`transactions\\.csv, line ${badLine}: .*twelve`))

  const explained = await installation.run('explain', 'shop/contact:1', '--json')
  const { score, occasions } = explained.json<Explanation>()
  expect(score?.values).toHaveProperty('clv')
  expect(occasions.length).toBeGreaterThan(0)

  await writeFile(path.join(folder, 'transactions.csv'), transactionsFile('12.00'))
  const mended = await installation.run('sync', '--json')
  expect(mended.code, mended.stderr).toBe(0)
  expect(mended.json<RunResult>()).toMatchObject({ state: 'succeeded', rejected: 0 })
})
