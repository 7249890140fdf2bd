import { type Change, shown } from '@rapport/connector'
import { type Database, recordText, setAside, upsertRecords } from '@rapport/store'
import { expect, test } from 'vitest'
import { showReviews } from './show-reviews.ts'
import { openTestWorkspace } from './testing/workspace.ts'

test('A connection whose site cannot be asked live says which can', async () => {
  await using opened = await openTestWorkspace()
  const { signal } = new AbortController()
  const reviews = showReviews(opened.workspace, 'crm', 'p1', signal)
  await expect(reviews.next()).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('crm: A CRM in memory has no reviews that could be shown'),
  })
})

const item = shown({ id: 'r1', text: 'never kept' })

/** Never called: the compiler is the test. */
export async function notTaken(db: Database): Promise<readonly Change<'review'>[]> {
  // @ts-expect-error: shown content is no record
  await upsertRecords(db, 'site', 'review', [{ record: item, raw: null }])
  // @ts-expect-error: nor what is kept beside one
  await upsertRecords(db, 'site', 'review', [{ record: { id: 'r1' }, raw: item }])
  // @ts-expect-error: nor is a list of it a list of records
  await upsertRecords(db, 'site', 'review', [item])
  return [
    // @ts-expect-error: a stream cannot give it
    { type: 'upsert', record: item },
    // @ts-expect-error: nor a text of it
    { type: 'upsert', record: { id: 'r1', placeId: 'p1', createdAt: '2026-01-01T00:00:00Z', text: item } },
    // @ts-expect-error: nor beside a record
    { type: 'upsert', record: { id: 'r1', placeId: 'p1', createdAt: '2026-01-01T00:00:00Z' }, raw: item },
  ]
}

test('Where types do not see it, the store still cannot write what may only be shown', () => {
  const hidden: unknown = item
  expect(() => recordText({ record: { id: 'r1' }, raw: { deep: [hidden] } })).toThrow(/about to be written/)
})

test('Nor can a reject keep it', async () => {
  await using opened = await openTestWorkspace()
  const { db } = opened.workspace.store
  const reject = { entity: 'review', recordId: 'r1', reason: 'odd', raw: { item } }
  await expect(setAside(db, 'extract', 'crm', [reject])).rejects.toThrow(/about to be written/)
})
