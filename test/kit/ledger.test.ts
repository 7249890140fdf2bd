import { defineStream } from '@rapport/connector'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Ledger } from './ledger.ts'

const contacts = defineStream({
  entity: 'contact',
  state: z.object({ page: z.number(), note: z.string().optional() }),
  overlapMs: 0,
  async *read() {},
})

const ada = { id: '1', name: 'Ada', modifiedAt: '2024-01-01T00:00:00.000Z' }

function ledgerWith(...changes: readonly Parameters<Ledger['take']>[0][]): Ledger {
  const ledger = new Ledger(contacts)
  for (const change of changes) ledger.take(change)
  return ledger
}

describe('the ledger of the kit', () => {
  test('shows nothing before the checkpoint', () => {
    expect(ledgerWith({ type: 'upsert', record: ada }).live().size).toBe(0)
  })

  test('shows records and state together after it', () => {
    const ledger = ledgerWith({ type: 'upsert', record: ada }, { type: 'checkpoint', state: { page: 1 } })
    expect([...ledger.live().keys()]).toEqual(['1'])
    expect(ledger.state).toEqual({ page: 1 })
  })

  test('loses what was not committed in a crash', () => {
    const ledger = ledgerWith({ type: 'upsert', record: ada })
    ledger.crash()
    ledger.take({ type: 'checkpoint', state: { page: 1 } })
    expect(ledger.live().size).toBe(0)
  })

  test('revives a deleted record by an upsert', () => {
    const ledger = ledgerWith(
      { type: 'upsert', record: ada },
      { type: 'delete', id: '1' },
      { type: 'upsert', record: ada },
      { type: 'checkpoint', state: { page: 1 } },
    )
    expect(ledger.live().has('1')).toBe(true)
  })

  test('keeps a merge when the merged record is listed as archived too', () => {
    const ledger = ledgerWith(
      { type: 'upsert', record: ada },
      { type: 'merge', id: '1', into: '2' },
      { type: 'delete', id: '1' },
      { type: 'checkpoint', state: { page: 1 } },
    )
    expect(ledger.entry('1')).toMatchObject({ deleted: false, mergedInto: '2' })
  })

  test('counts committed live records of its entity in a half-open range of modification times', async () => {
    const ledger = ledgerWith({ type: 'upsert', record: ada }, { type: 'checkpoint', state: { page: 1 } })
    const day = { from: '2024-01-01T00:00:00.000Z', before: '2024-01-02T00:00:00.000Z' }
    expect(await ledger.countStored('contact', day)).toBe(1)
    expect(await ledger.countStored('contact', { from: '2023-01-01T00:00:00.000Z', before: day.from })).toBe(
      0,
    )
    expect(await ledger.countStored('deal', day)).toBe(0)
  })

  test('gives the ids of those records page by page, in the order of their codes', async () => {
    const records = ['b', 'C', 'a'].map((id) => ({ type: 'upsert', record: { ...ada, id } }) as const)
    const ledger = ledgerWith(...records, { type: 'checkpoint', state: { page: 1 } })
    const day = { from: '2024-01-01T00:00:00.000Z', before: '2024-01-02T00:00:00.000Z' }
    const page = (after: string | null) => ledger.storedIds('contact', day, { after, limit: 2 })
    expect(await page(null)).toEqual(['C', 'a'])
    expect(await page('a')).toEqual(['b'])
    expect(await ledger.storedIds('deal', day, { after: null, limit: 2 })).toEqual([])
  })

  test('refuses a record that does not fit the model', () => {
    expect(() => ledgerWith({ type: 'upsert', record: { ...ada, modifiedAt: 'yesterday' } })).toThrow(
      'does not fit the model',
    )
  })

  test('refuses a state that is too large, or not of the schema', () => {
    expect(() => ledgerWith({ type: 'checkpoint', state: { page: 1, note: 'x'.repeat(3000) } })).toThrow(
      'must stay under 2048',
    )
    expect(() => ledgerWith({ type: 'checkpoint', state: { page: 'one' } })).toThrow(
      "the stream's own schema",
    )
  })
})
