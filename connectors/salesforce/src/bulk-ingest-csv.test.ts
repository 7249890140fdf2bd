import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CsvCell, csvFiles } from './bulk-ingest-csv.ts'

type Values = Readonly<Record<string, CsvCell>>

const files = (records: readonly Values[], mostBytes?: number) =>
  csvFiles(records, ['Id', 'A'], (record, column) => record[column], mostBytes)

test('null clears, what is missing stays, and what a file could misread is quoted', () => {
  const [file] = files([
    { Id: '1', A: null },
    { Id: '2' },
    { Id: '3', A: 'He said "no",\nand left' },
    { Id: '4', A: 1.5 },
  ])
  expect(file?.csv).toBe('Id,A\n1,#N/A\n2,\n3,"He said ""no"",\nand left"\n4,1.5\n')
})

test('a file that would grow too large is followed by another, with its own header', () => {
  const written = files([{ Id: '1' }, { Id: '2' }, { Id: '3' }], 11)
  expect(written.map(({ csv }) => csv)).toEqual(['Id,A\n1,\n2,\n', 'Id,A\n3,\n'])
  expect(written.map(({ records }) => records.length)).toEqual([2, 1])
})

test('every text is read back as it was, and no record is lost between files', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.integer({ min: 20, max: 200 }),
      (texts, bytes) => {
        const records = texts.map((A, index) => ({ Id: String(index), A }))
        const read = files(records, bytes).flatMap(({ csv }) =>
          parse(csv, { columns: true, record_delimiter: '\n' }),
        )
        expect(read).toEqual(records)
      },
    ),
  )
})

test('no records make no file', () => {
  expect(files([])).toEqual([])
})
