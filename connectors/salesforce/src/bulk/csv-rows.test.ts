import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from '../query.ts'
import { csvRows } from './csv-rows.ts'

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function read(text: string, size = 1_000): Promise<Row[]> {
  const rows: Row[] = []
  for await (const group of csvRows(chunksOf(new TextEncoder().encode(text), size))) rows.push(...group)
  return rows
}

const cell = fc.oneof(
  fc.constantFrom('', '"', '""', ',', '\n', '\r\n', 'a,"b"', 'Zoë', '日本'),
  fc.string({ unit: 'grapheme' }),
)
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
/** Without quotes, where it needs none. */
const bare = (text: string): string => (/[",\r\n]/.test(text) ? quoted(text) : text)

test('what was written comes out again, however it is quoted, ended and cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (rows, end, isQuoted, isEnded, size) => {
        const write = isQuoted ? quoted : bare
        const lines = [['Id', 'Name', 'Note'], ...rows].map((row) => row.map(write).join(','))
        expect(await read(lines.join(end) + (isEnded ? end : ''), size)).toEqual(
          rows.map(([Id, Name, Note]) => ({ Id: Id || null, Name: Name || null, Note: Note || null })),
        )
      },
    ),
  )
})

test('a header alone has no rows, and no text has none either', async () => {
  expect(await read('"Id","Name"\n')).toEqual([])
  expect(await read('')).toEqual([])
})

test.each([
  ['within a quoted value', '"Id","Name"\n"1","Ad'],
  ['within a row', '"Id","Name"\n"1"'],
  ['with a value too many', '"Id","Name"\n"1","Ada","x"\n'],
  ['with something behind a quoted value', '"Id"\n"1"x\n'],
])('a text that ends %s was cut short and is fetched again', async (_how, text) => {
  await expect(read(text)).rejects.toMatchObject({
    kind: 'transient',
    message: expect.stringContaining('cut short'),
  })
})
