import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { readTableFile } from './table-file.ts'
import { failureOf, lines, valueFiles } from './testing/value-files.ts'

const columns = { required: ['a', 'b'], optional: ['c'] } as const

async function read(content: string, wanted: Parameters<typeof readTableFile>[1] = columns) {
  await using files = await valueFiles({ 'table.csv': content })
  return await readTableFile(files.path('table.csv'), wanted)
}

async function refusal(content: string, wanted: Parameters<typeof readTableFile>[1] = columns) {
  const error = await failureOf(read(content, wanted))
  expect(error).toBeInstanceOf(CommandError)
  return error?.message
}

describe('readTableFile', () => {
  it('gives the cells of each row by column, with the line they are in, whatever the order of the columns', async () => {
    const { name, rows } = await read(lines('b,c,a', '2, 3 ,1', '', '5,,4'))
    expect(name).toBe('table.csv')
    expect(rows).toEqual([
      { line: 2, cells: { a: '1', b: '2', c: '3' } },
      { line: 4, cells: { a: '4', b: '5', c: '' } },
    ])
  })

  it('reads quoted cells, a byte-order mark, Windows line ends, and a last line without an end', async () => {
    const { rows } = await read('\uFEFFa,b\r\n"x, ""y""",2\r\n3,4')
    expect(rows.map(({ cells }) => cells)).toEqual([
      { a: 'x, "y"', b: '2' },
      { a: '3', b: '4' },
    ])
  })

  it('tells the line a row begins in, also after a cell of several lines', async () => {
    const { rows } = await read('a,b\n"1\n1",2\n3,4\n')
    expect(rows.map(({ line }) => line)).toEqual([2, 4])
  })

  it('names unknown columns', async () => {
    expect(await refusal(lines('a,b,d,e'))).toBe(
      'table.csv has unknown columns: d, e; the columns are a, b, c',
    )
  })

  it('names missing columns', async () => {
    expect(await refusal(lines('c'))).toBe('table.csv has no column "a", "b"; its columns are c')
  })

  it('names a column that is there twice', async () => {
    expect(await refusal(lines('a,b,a'))).toBe('table.csv has two columns "a": rename one of them')
  })

  it('refuses a column without a name, where any column is let in', async () => {
    expect(await refusal(lines('a,b,'), { required: ['a'], optional: 'any' })).toBe(
      'table.csv: column 3 has no name: name it, or take it out',
    )
  })

  it('refuses a row with more or fewer cells than the header', async () => {
    expect(await refusal(lines('a,b', '1,2', '1,2,3'))).toMatch(
      /^table\.csv line 3 has 3 cells and the header 2/,
    )
  })

  it('refuses an empty file', async () => {
    expect(await refusal('')).toBe('table.csv is empty: its first line must be a,b')
  })

  it('refuses a quote that is never closed, in one line', async () => {
    const message = await refusal(lines('a,b', '"1,2'))
    expect(message).toMatch(/^table\.csv is no CSV file: /)
    expect(message).not.toContain('\n')
  })

  it('says that there is no such file', async () => {
    const error = await failureOf(readTableFile('/nowhere/table.csv', columns))
    expect(error).toBeInstanceOf(CommandError)
    expect(error?.message).toBe('/nowhere/table.csv cannot be read: there is no such file')
  })
})
