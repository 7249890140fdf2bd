import { expect, test } from 'vitest'
import { upsertRecords } from './records.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

const review = (more: object) => ({
  id: 'r1',
  placeId: 'cafe',
  rating: 5,
  replyState: 'none',
  reply: null,
  ...more,
})

const give = ({ store }: TestWorkspace, more: object) =>
  upsertRecords(store.db, 'google', 'review', [{ record: review(more), raw: null }])

const seen = async ({ store }: TestWorkspace) => {
  const row = await store.db
    .selectFrom('review')
    .select(['first_seen_at', 'reply_first_seen_at'])
    .executeTakeFirstOrThrow()
  return { review: row.first_seen_at.getTime(), reply: row.reply_first_seen_at?.getTime() ?? null }
}

test('a review keeps the moment at which it was first seen, through reads, edits and deletion', async () => {
  await using workspace = await openTestWorkspace()
  await give(workspace, {})
  const first = await seen(workspace)
  await give(workspace, {})
  await give(workspace, { rating: 1 })
  await workspace.store.db.updateTable('review').set({ deleted_at: new Date() }).execute()
  await give(workspace, { rating: 2 })
  expect(await seen(workspace)).toEqual(first)
})

test('a reply has the moment at which it was first seen public: a pending or rejected one has none', async () => {
  await using workspace = await openTestWorkspace()
  await give(workspace, {})
  await give(workspace, { replyState: 'pending', reply: 'Thanks' })
  await give(workspace, { replyState: 'rejected', reply: 'Thanks' })
  expect(await seen(workspace)).toMatchObject({ reply: null })
  await give(workspace, { replyState: 'approved', reply: 'Thanks' })
  const { review: began, reply } = await seen(workspace)
  expect(reply).toBeGreaterThan(began)
})

test('an edited reply keeps its moment, also while its site looks at it again', async () => {
  await using workspace = await openTestWorkspace()
  await give(workspace, {})
  await give(workspace, { replyState: 'approved', reply: 'Thanks' })
  const first = await seen(workspace)
  await give(workspace, { replyState: 'approved', reply: 'Thank you' })
  await give(workspace, { replyState: 'pending', reply: 'Thank you so much' })
  await give(workspace, { replyState: 'approved', reply: 'Thank you so much', rating: 1 })
  expect(await seen(workspace)).toEqual(first)
})

test('a reply that was taken away leaves no moment, and another one has its own', async () => {
  await using workspace = await openTestWorkspace()
  await give(workspace, {})
  await give(workspace, { replyState: 'approved', reply: 'Thanks' })
  const first = await seen(workspace)
  await give(workspace, { replyState: 'none' })
  expect(await seen(workspace)).toMatchObject({ reply: null })
  await give(workspace, { replyState: 'approved', reply: 'Sorry' })
  expect((await seen(workspace)).reply).toBeGreaterThan(first.reply ?? Number.NaN)
})

test('a reply that was there before such moments were kept gets none by an edit', async () => {
  await using workspace = await openTestWorkspace()
  await give(workspace, { replyState: 'approved', reply: 'Thanks' })
  await workspace.store.db.updateTable('review').set({ reply_first_seen_at: null }).execute()
  await give(workspace, { replyState: 'approved', reply: 'Thank you' })
  expect(await seen(workspace)).toMatchObject({ reply: null })
})
