import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLines } from './text-lines.ts'

let file: string
beforeAll(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'rapport-text-lines-')), 'lines.txt')
})
afterAll(() => rm(path.dirname(file), { recursive: true }))

async function read(content: string) {
  await writeFile(file, content)
  const found: (readonly [number, string | null])[] = []
  await readLines(file, 'lines.txt', {
    line: (bytes, number) => found.push([number, bytes.toString('utf8')]),
    tooLong: (number) => found.push([number, null]),
  })
  return found
}

test('lines come without their ends and with their numbers; empty ones are left out', async () => {
  expect(await read('a\r\n\n\r\n ä \nlast')).toEqual([
    [1, 'a'],
    [4, ' ä '],
    [5, 'last'],
  ])
  expect(await read('')).toEqual([])
})

test('lines are whole wherever the file is cut into parts', async () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index} ${'x'.repeat(index % 97)}`)
  expect(await read(lines.join('\n'))).toEqual(lines.map((line, index) => [index + 1, line]))
})

test('a line without end is passed over alone', async () => {
  const found = await read(`before\n${'x'.repeat(3_000_000)}\nafter\n${'y'.repeat(1_500_000)}`)
  expect(found).toEqual([
    [1, 'before'],
    [2, null],
    [3, 'after'],
    [4, null],
  ])
})
