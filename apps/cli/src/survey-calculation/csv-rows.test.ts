import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsvRows } from './csv-rows.ts'

let file: string
beforeAll(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'rapport-csv-rows-')), 'rows.csv')
})
afterAll(() => rm(path.dirname(file), { recursive: true }))

/** Each row as its line and cells, each bad one as its line and reason. */
async function read(content: string | Uint8Array) {
  await writeFile(file, content)
  const found: (readonly [number, readonly string[] | string])[] = []
  await readCsvRows(file, 'rows.csv', {
    row: (cells, line) => found.push([line, cells]),
    bad: (line, reason) => found.push([line, reason]),
  })
  return found
}

test('rows come with the line on which they start, also after a cell of several lines; empty lines are none', async () => {
  expect(await read('a,b\r\n"1\n1", 2 \n\n"x ""y""",4')).toEqual([
    [1, ['a', 'b']],
    [2, ['1\n1', '2']],
    [5, ['x "y"', '4']],
  ])
})

test('a quote inside a cell spoils its row alone', async () => {
  const found = await read('a,b\n1,2\n3,"4" x\n5,x"y\n7,8\n')
  expect(found.map(([line]) => line)).toEqual([1, 2, 3, 4, 5])
  expect(found[2]?.[1]).toMatch(/^a quote stands inside a cell/)
  expect(found[4]).toEqual([5, ['7', '8']])
})

test('a quote that never closes spoils its line alone', async () => {
  const found = await read('a,b\n1,2\n3,"4\n5,6\n7,8')
  expect(found).toEqual([
    [1, ['a', 'b']],
    [2, ['1', '2']],
    [3, 'a quote is opened and never closed: close it, and double each quote inside a cell'],
    [4, ['5', '6']],
    [5, ['7', '8']],
  ])
})

test('a line of more than 1 MB is passed over', async () => {
  const found = await read(`a,b\n1,${'x'.repeat(3 << 20)}\n3,4\n`)
  expect(found).toEqual([
    [1, ['a', 'b']],
    [2, 'the line is longer than 1 MB: is this a CSV file?'],
    [3, ['3', '4']],
  ])
})

test('a row that is not UTF-8 is told of', async () => {
  const found = await read(Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a, 0x62, 0x0a))
  expect(found[1]).toEqual([2, expect.stringMatching(/^the row is not UTF-8/)])
  expect(found[2]).toEqual([3, ['b']])
})

test('whatever is written by the rules is read as it was', async () => {
  const cell = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\0', '').trim())
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(rows, async (written) => {
      const text = written
        .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
        .join('\n')
      expect((await read(text)).map(([, cells]) => cells)).toEqual(written)
    }),
    { numRuns: 25 },
  )
})
