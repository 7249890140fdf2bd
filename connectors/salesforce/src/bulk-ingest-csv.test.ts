import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CsvCell, CsvFile } from './bulk-ingest-csv.ts'

type Values = Readonly<Record<string, CsvCell>>

function fileOf(...batches: readonly (readonly Values[])[]): CsvFile {
  const file = new CsvFile(['Id', 'A'])
  for (const batch of batches) file.append(batch.map((values) => file.line((column) => values[column])))
  return file
}

const textOf = (file: CsvFile): string => Buffer.concat(file.parts).toString()

test('null clears, what is missing stays, and what a file could misread is quoted', () => {
  const file = fileOf([
    { Id: '1', A: null },
    { Id: '2' },
    { Id: '3', A: 'He said "no",\nand left' },
    { Id: '4', A: 1.5 },
  ])
  expect(textOf(file)).toBe('Id,A\n1,#N/A\n2,\n3,"He said ""no"",\nand left"\n4,1.5\n')
})

test('every text is read back as it was, in the order in which it was added, and the bytes of lines are those of the file', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ unit: 'grapheme' }))), (batches) => {
      const records = batches.map((texts, batch) => texts.map((A, index) => ({ Id: `${batch}-${index}`, A })))
      const file = fileOf(...records)
      const lines = records.flat().map((values) => file.line((column) => values[column as 'Id' | 'A']))
      const bytes = [file.header, ...lines].reduce((sum, line) => sum + line.bytes, 0)
      expect(Buffer.byteLength(textOf(file))).toBe(bytes)
      const read = parse(textOf(file), { columns: true, record_delimiter: '\n' })
      expect(read).toEqual(records.flat())
    }),
  )
})

test('a file that was cleared holds nothing any more', () => {
  const file = fileOf([{ Id: '1' }])
  file.clear()
  expect(file.parts).toEqual([])
})
