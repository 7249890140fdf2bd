import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { readRows } from './table.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-csv-'))
afterAll(() => rm(folder, { recursive: true }))

test('A quote that is never closed is told by the line before it, also to whoever is still at earlier rows', async () => {
  const rows = Array.from({ length: 10 }, (_, index) => `${index},Ada`)
  const file = path.join(folder, 'contacts.csv')
  await writeFile(file, ['id,name', ...rows, 'x,"Grace', ...rows, ''].join('\n'))
  const readSlowly = async () => {
    for await (const _row of readRows(
      { path: file, head: 'id,name', fingerprint: '' },
      ',',
      new AbortController().signal,
    )) {
      await setTimeout(1)
    }
  }
  await expect(readSlowly()).rejects.toThrow(/contacts\.csv, after line 11: .*close the quote/)
})
