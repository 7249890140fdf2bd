import { expect, test } from 'vitest'
import { csvWithRows, jsonWithRows } from './streamed-rows.ts'

async function partsOf(parts: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const part of parts) all.push(part)
  return all
}

const written = async (...given: Parameters<typeof jsonWithRows>): Promise<string> =>
  (await partsOf(jsonWithRows(...given))).join('')

test('An object with rows reads as if it had been written at once', async () => {
  const text = await written({ asOf: '2024-04-30' }, { name: 'customers', rows: [{ id: 1 }, { id: 2 }] })
  expect(text).toBe('{\n  "asOf": "2024-04-30",\n  "customers": [\n    {"id":1},\n    {"id":2}\n  ]\n}\n')
  expect(JSON.parse(text)).toEqual({ asOf: '2024-04-30', customers: [{ id: 1 }, { id: 2 }] })
})

test('What stands behind the rows is part of the object', async () => {
  const tail = { validation: { error: [1, 2] } }
  const text = await written({ asOf: '2024-04-30' }, { name: 'customers', rows: [{ id: 1 }] }, tail)
  expect(JSON.parse(text)).toEqual({ asOf: '2024-04-30', customers: [{ id: 1 }], ...tail })
})

test('An object without rows has an empty list', async () => {
  const text = await written({ asOf: '2024-04-30' }, { name: 'customers', rows: [] })
  expect(JSON.parse(text)).toEqual({ asOf: '2024-04-30', customers: [] })
})

test('Many rows are written in few parts', async () => {
  const rows = Array.from({ length: 2_500 }, (_, row) => ({ row }))
  const csv = [...csvWithRows([['row', 'row']], rows)]
  expect(csv).toHaveLength(4)
  expect(csv.join('')).toBe(`row\n${rows.map(({ row }) => `${row}\n`).join('')}`)
  const json = await partsOf(jsonWithRows({ asOf: '2024-04-30' }, { name: 'customers', rows }))
  expect(json).toHaveLength(3)
  expect(JSON.parse(json.join('')).customers).toEqual(rows)
})

test('A cell that would end early stands in quotes, and an unknown one is empty', () => {
  const rows = [
    { id: 'a "b", c', value: null },
    { id: 'plain', value: 0 },
  ]
  const csv = csvWithRows(
    [
      ['customer_id', 'id'],
      ['value', 'value'],
    ],
    rows,
  )
  expect([...csv].join('')).toBe('customer_id,value\n"a ""b"", c",\nplain,0\n')
})

test.each([
  ['=cmd()', "'=cmd()"],
  ['\u200b@sum', "'\u200b@sum"],
  [' ＋1+1', "' ＋1+1"],
  ['-12.5', '-12.5'],
  ['-', '-'],
  ['a  b ', 'a  b '],
  ['\u001b[31mred', ' [31mred'],
])('A cell %j is written %j: no formula, no signs for a terminal, all else as it is', (id, cell) => {
  expect([...csvWithRows([['id', 'id']], [{ id }])].join('')).toBe(`id\n${cell}\n`)
})
