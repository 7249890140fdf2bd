import { expect, test } from 'vitest'
import { csvCell, inBatches, jsonWithRows } from './streamed-rows.ts'

async function partsOf(parts: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const part of parts) all.push(part)
  return all
}

test('An object with rows reads as if it had been written at once', async () => {
  const parts = await partsOf(jsonWithRows({ asOf: '2024-04-30' }, 'customers', [{ id: 1 }, { id: 2 }]))
  expect(JSON.parse(parts.join(''))).toEqual({ asOf: '2024-04-30', customers: [{ id: 1 }, { id: 2 }] })
})

test('An object without rows has an empty list', async () => {
  const parts = await partsOf(jsonWithRows({ asOf: '2024-04-30' }, 'customers', []))
  expect(JSON.parse(parts.join(''))).toEqual({ asOf: '2024-04-30', customers: [] })
})

test('Many rows are written in few parts', () => {
  const rows = Array.from({ length: 2_500 }, (_, row) => `${row}\n`)
  const parts = [...inBatches(rows)]
  expect(parts).toHaveLength(3)
  expect(parts.join('')).toBe(rows.join(''))
})

test('A cell that would end early stands in quotes', () => {
  expect(csvCell('plain')).toBe('plain')
  expect(csvCell('a "b", c')).toBe('"a ""b"", c"')
})
