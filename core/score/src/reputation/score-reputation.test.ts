import { type RatedReview, reputationOf, SCORE_WEIGHTS, tallyReviews } from '@rapport/metrics'
import {
  deleteConnectionData,
  eraseSource,
  markDeleted,
  renameConnectionData,
  retireConnection,
  type Store,
  saveStageState,
} from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { approved, giveCompany, givePlace, giveReviews, linkPlace } from '../testing/reviews.ts'
import { measureReviews } from './measure-reviews.ts'
import { scoreReputation } from './score-reputation.ts'
import { placeTallies } from './tallies.ts'

const asOf = new Date('2026-06-30T21:59:59.999Z')
const options = { signal: new AbortController().signal }
const scoring = { asOf, until: asOf, weights: SCORE_WEIGHTS }

const rows = (store: Store) =>
  store.db.selectFrom('review_metric').selectAll().orderBy('connection').orderBy('review_id').execute()

async function score(store: Store, at = asOf) {
  await measureReviews(store.db, options)
  await scoreReputation(store.db, { ...scoring, asOf: at, until: at })
  return store.db.selectFrom('score').selectAll().orderBy('customer_id').orderBy('as_of').execute()
}

/** Until what was set aside waits for the lock of another transaction. */
async function waitingForLock(store: Store): Promise<void> {
  for (;;) {
    const { rows: waiting } = await sql`
      select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())
        and relation = 'reject'::regclass
    `.execute(store.db)
    if (waiting.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Days before the evaluation. */
const ago = (days: number) => new Date(asOf.getTime() - days * 86_400_000).toISOString()

test('a company has the reputation of all its places: score, average, count and answered share', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await linkPlace(store, 'cafe', 'acme')
  await linkPlace(store, 'bar', 'acme')
  const given = Array.from({ length: 12 }, (_, index) => ({
    id: `cafe/${index}`,
    placeId: index < 8 ? 'cafe' : 'bar',
    rating: (index % 5) + 1,
    createdAt: ago(20 * index + 1),
    ...(index % 3 === 0 ? approved(ago(20 * index)) : {}),
  }))
  await giveReviews(store, given)
  await giveReviews(store, [{ id: 'other/1', placeId: 'other', rating: 1 }])
  const [scored, ...others] = await score(store)
  expect(others).toEqual([])
  const reviews = given.map(
    ({ rating, createdAt, ...more }): RatedReview => ({
      ...{ rating, scale: { min: 1, max: 5 }, createdAt: Date.parse(createdAt), editedAt: null },
      ...{ isAnswered: 'reply' in more, repliedAt: null },
    }),
  )
  const expected = reputationOf(tallyReviews(reviews, asOf.getTime()), asOf.getTime())
  expect(scored).toMatchObject({
    customer_id: 1,
    policy: 'reputation@1',
    n: 12,
    values: {
      reputation_score: { value: Number(expected.score.score?.toFixed(1)) },
      average_rating: { value: Number(expected.average?.toFixed(2)) },
      review_count: { value: 12 },
      answered_share: { value: 0.3333 },
    },
    why: '2.8 stars on average in 12 ratings of 2 places. 33 % were answered; 5 came in the last 90 days.',
    explanation: {
      counts: { places: 2, reviews: 12, answered: 4 },
      places: [
        { place: 'google/place:cafe', n: 8 },
        { place: 'google/place:bar', n: 4 },
      ],
    },
  })
})

test('only reviews that changed are looked at again', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [{ id: 'cafe/1' }, { id: 'cafe/2' }, { id: 'cafe/3' }])
  expect(await measureReviews(store.db, options)).toBe(3)
  await giveReviews(store, [{ id: 'cafe/1' }, { id: 'cafe/2', rating: 2 }])
  expect(await measureReviews(store.db, options)).toBe(1)
  expect((await rows(store)).map(({ unit }) => unit)).toEqual([1, 0.25, 1])
})

test('a deleted review leaves the figures, and comes back with its review', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [{ id: 'cafe/1' }, { id: 'cafe/2' }])
  await measureReviews(store.db, options)
  await markDeleted(store.db, 'google', 'review', [{ id: 'cafe/1' }])
  await measureReviews(store.db, options)
  expect((await rows(store)).map(({ review_id }) => review_id)).toEqual(['cafe/2'])
  await giveReviews(store, [{ id: 'cafe/1' }])
  await measureReviews(store.db, options)
  expect(await rows(store)).toHaveLength(2)
})

test('a review without a rating or a text counts, and has neither unit nor words', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [
    { id: 'cafe/1', rating: null, text: null },
    { id: 'cafe/2', rating: 1, scaleMin: 0, scaleMax: 1, text: ' \n' },
    { id: 'cafe/3', language: 'pt-BR' },
    { id: 'cafe/4', language: 'not a tag' },
  ])
  await measureReviews(store.db, options)
  expect(await rows(store)).toMatchObject([
    { unit: null, has_text: false, is_yes_no: false },
    { unit: 1, has_text: false, is_yes_no: true },
    { unit: 1, has_text: true, language: 'pt' },
    { language: 'und' },
  ])
})

test('a review that does not say its language is of that of its text, where that is certain', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [
    { id: 'cafe/1', language: null, text: 'Kawa zimna i obsługa niemiła' },
    { id: 'cafe/2', language: null, text: 'Kahvi oli kylmää ja palvelu hidasta' },
    { id: 'cafe/3', language: null, text: '5' },
  ])
  await measureReviews(store.db, options)
  expect((await rows(store)).map(({ language }) => language)).toEqual(['pl', 'fi', 'und'])
})

test('a rating that is not on its scale is set aside with the reason until its source gives another one', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [
    { id: 'cafe/1', rating: 6 },
    { id: 'cafe/2', scaleMin: 5, scaleMax: 1 },
  ])
  await measureReviews(store.db, options)
  expect(await rows(store)).toEqual([])
  const open = () =>
    store.db.selectFrom('reject').selectAll().where('resolved_at', 'is', null).orderBy('record_id').execute()
  expect(await open()).toMatchObject([
    {
      stage: 'score',
      entity: 'review',
      record_id: 'cafe/1',
      reason: expect.stringContaining('its rating 6 is not on its scale from 1 to 5'),
    },
    { reason: expect.stringContaining('ends in the wrong order') },
  ])
  await giveReviews(store, [{ id: 'cafe/1', rating: 4 }, { id: 'cafe/2' }])
  await measureReviews(store.db, options)
  expect(await open()).toEqual([])
  expect(await rows(store)).toHaveLength(2)
})

test('of copies of one review under two ids the last changed counts, whichever came first', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    await using workspace = await openTestWorkspace()
    const { store } = workspace
    const copies = [
      { id: 'cafe/old', rating: 5, author: 'Ann' },
      { id: 'cafe/new', rating: 1, author: 'Ann', editedAt: '2026-06-05T10:00:00Z' },
    ]
    for (const index of order) {
      await giveReviews(store, [copies[index] ?? { id: '' }])
      await measureReviews(store.db, options)
    }
    const counted = async () =>
      (await rows(store)).filter(({ is_copy }) => !is_copy).map(({ review_id }) => review_id)
    expect(await counted()).toEqual(['cafe/new'])
    await markDeleted(store.db, 'google', 'review', [{ id: 'cafe/new' }])
    await measureReviews(store.db, options)
    expect(await counted()).toEqual(['cafe/old'])
  }
})

test('two people who write at one moment, and two without a name, are no copies', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [
    { id: 'cafe/1', author: 'Ann' },
    { id: 'cafe/2', author: 'Ben' },
    { id: 'cafe/3' },
    { id: 'cafe/4' },
    { id: 'bar/1', author: 'Ann', placeId: 'bar' },
  ])
  await measureReviews(store.db, options)
  expect((await rows(store)).some(({ is_copy }) => is_copy)).toBe(false)
})

test('a name of which there may be several is no evidence of a copy; an order or an e-mail is', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  const day = { createdAt: '2026-06-01T00:00:00Z' }
  const copies = async (...given: readonly object[]) => {
    await sql`truncate review, review_metric, dirty_review, stage_state`.execute(store.db)
    await giveReviews(store, [
      { id: 'cafe/1', ...given[0] },
      { id: 'cafe/2', ...given[1] },
    ])
    await measureReviews(store.db, options)
    return (await rows(store)).filter(({ is_copy }) => is_copy).length
  }
  const twice = (one: object) => copies(one, one)
  expect(await twice({ author: 'Verified User in Computer Software' })).toBe(0)
  expect(await twice({ author: 'Anonymous' })).toBe(0)
  expect(await twice({ author: 'A. S.', anonymous: true })).toBe(0)
  expect(await twice({ author: 'John', ...day })).toBe(0)
  expect(await twice({ author: 'John', createdAt: '2026-06-01T02:00:00+02:00' })).toBe(0)
  expect(await twice({ author: 'John' })).toBe(1)
  expect(await twice({ author: 'John', orderReference: '' })).toBe(1)
  expect(await copies({ author: 'Ann', orderReference: '' }, { author: 'Ben', orderReference: '' })).toBe(0)
  expect(await twice({ author: 'Anonymous', orderReference: '17', ...day })).toBe(1)
  expect(await twice({ author: 'John', authorEmail: 'john@example.com', ...day })).toBe(1)
})

test('a review of an impossible time is set aside with the reason, and the others are scored', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await linkPlace(store, 'cafe', 'acme')
  await giveReviews(store, [
    { id: 'cafe/1' },
    { id: 'cafe/2', createdAt: '0001-01-01T00:00:00Z' },
    { id: 'cafe/3', createdAt: '2026-07-03T00:00:00Z' },
  ])
  const open = () =>
    store.db.selectFrom('reject').select(['record_id', 'reason']).where('resolved_at', 'is', null).execute()
  await measureReviews(store.db, { ...options, now: asOf.getTime() })
  expect((await open()).sort((one, other) => (one.record_id < other.record_id ? -1 : 1))).toEqual([
    { record_id: 'cafe/2', reason: expect.stringContaining('0001-01-01T00:00:00.000Z is before 1990') },
    { record_id: 'cafe/3', reason: expect.stringContaining('is still to come') },
  ])
  expect(await scoreReputation(store.db, scoring)).toBe(1)
  // Its day comes without a change of it.
  await measureReviews(store.db, { ...options, now: Date.parse('2026-07-02T12:00:00Z') })
  expect((await open()).map(({ record_id }) => record_id)).toEqual(['cafe/2'])
  expect((await rows(store)).map(({ review_id }) => review_id)).toEqual(['cafe/1', 'cafe/3'])
})

test('ratings of any age that are in the rows can be weighed', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [{ id: 'cafe/1' }])
  await measureReviews(store.db, options)
  await sql`update review_metric set created_at = '0001-01-01 BC'`.execute(store.db)
  expect((await placeTallies(store.db, { asOf }))[0]?.tally).toMatchObject({ n: 1, weight: 0 })
})

test('a reply that was seen to wait for approval counts from when it was seen approved', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  const written = { reply: 'Thanks', repliedAt: '2026-06-02T10:00:00Z' }
  await giveReviews(store, [{ id: 'cafe/1', ...written, replyState: 'pending' }, { id: 'cafe/2' }])
  await giveReviews(store, [
    { id: 'cafe/1', ...written, replyState: 'approved' },
    { id: 'cafe/2', ...written, replyState: 'approved' },
  ])
  const seen = new Date('2026-06-05T10:00:00Z')
  await sql`update review set first_seen_at = '2026-06-01 12:00Z', reply_first_seen_at = ${seen}`.execute(
    store.db,
  )
  await measureReviews(store.db, options)
  expect((await rows(store)).map(({ replied_at }) => replied_at)).toEqual([seen, new Date(written.repliedAt)])
  // An edit of a public reply that waits again takes nothing back.
  await giveReviews(store, [{ id: 'cafe/2', ...written, reply: 'Many thanks', replyState: 'pending' }])
  await giveReviews(store, [{ id: 'cafe/2', ...written, reply: 'Many thanks', replyState: 'approved' }])
  await measureReviews(store.db, options)
  expect((await rows(store))[1]?.replied_at).toEqual(new Date(written.repliedAt))
})

test('a reply that is noted while reviews are measured is seen by the next scoring at the latest', async () => {
  for (const isFirst of [true, false]) {
    await using workspace = await openTestWorkspace()
    const { store } = workspace
    await giveReviews(store, [{ id: 'cafe/1' }])
    if (!isFirst) await measureReviews(store.db, options)
    await giveReviews(store, [{ id: 'cafe/1', rating: 4 }])
    let measuring: Promise<number> = Promise.resolve(0)
    await store.db.transaction().execute(async (transaction) => {
      // Holds the measuring behind its reading.
      await sql`lock table reject in share mode`.execute(transaction)
      measuring = measureReviews(store.db, options)
      measuring.catch(() => {})
      await waitingForLock(store)
      await giveReviews(store, [{ id: 'cafe/1', rating: 4, ...approved('2026-06-02T10:00:00Z') }])
    })
    await measuring
    await measureReviews(store.db, options)
    expect(await rows(store)).toMatchObject([{ is_answered: true }])
  }
})

test('a review that comes while those of its source are measured for the first time is measured too', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [{ id: 'cafe/1' }])
  let measuring: Promise<number> = Promise.resolve(0)
  await store.db.transaction().execute(async (transaction) => {
    await sql`lock table reject in share mode`.execute(transaction)
    measuring = measureReviews(store.db, options)
    measuring.catch(() => {})
    await waitingForLock(store)
    await giveReviews(store, [{ id: 'cafe/2' }])
  })
  await measuring
  expect((await rows(store)).map(({ review_id }) => review_id)).toEqual(['cafe/1', 'cafe/2'])
})

test('a source whose terms forbid scores leaves no rows, and none where the terms change', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await sql`insert into connection_retention (connection, retention) values ('yelp', 'ttl24h'), ('fb', 'revocable')`.execute(
    store.db,
  )
  await giveReviews(store, [{ id: 'cafe/1' }], 'yelp')
  await giveReviews(store, [{ id: 'cafe/1' }], 'fb')
  await measureReviews(store.db, options)
  expect((await rows(store)).map(({ connection }) => connection)).toEqual(['fb'])
  await sql`update connection_retention set retention = case connection when 'fb' then 'id_only' else 'full' end`.execute(
    store.db,
  )
  await measureReviews(store.db, options)
  expect((await rows(store)).map(({ connection }) => connection)).toEqual(['yelp'])
})

test('a customer whose places lost their reviews, or were given to another, gets a score without values', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await linkPlace(store, 'cafe', 'acme')
  await giveReviews(store, [{ id: 'cafe/1' }])
  expect(await score(store, new Date('2026-06-29T22:00:00Z'))).toHaveLength(1)
  await markDeleted(store.db, 'google', 'review', [{ id: 'cafe/1' }])
  expect((await score(store)).at(-1)).toMatchObject({ n: 0, values: {} })
})

test('a company that was merged away leaves its places to the one it lives on in', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await giveCompany(store, 2, 'old')
  await linkPlace(store, 'cafe', 'old')
  await giveReviews(store, [{ id: 'cafe/1' }])
  await sql`update company set merged_into = 'acme', deleted_at = now() where id = 'old'`.execute(store.db)
  expect((await score(store)).map(({ customer_id }) => customer_id)).toEqual([1])
})

test('a place without reviews gives its company no score', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await givePlace(store, 'cafe')
  await linkPlace(store, 'cafe', 'acme')
  expect(await score(store)).toEqual([])
})

test('a day on which nothing came makes a new row only where a written number moved', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await linkPlace(store, 'cafe', 'acme')
  await giveReviews(store, [{ id: 'cafe/1', createdAt: '2020-01-01T00:00:00Z' }])
  await score(store)
  const later = new Date(asOf.getTime() + 86_400_000)
  expect(await scoreReputation(store.db, { ...scoring, asOf: later, until: later })).toBe(0)
})

test('the reviews of a connection that is renamed, or forgotten, go with it', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [{ id: 'cafe/1' }])
  await measureReviews(store.db, options)
  await giveReviews(store, [{ id: 'cafe/2' }])
  await store.db.transaction().execute((transaction) => renameConnectionData(transaction, 'google', 'maps'))
  await measureReviews(store.db, options)
  expect((await rows(store)).map(({ connection }) => connection)).toEqual(['maps', 'maps'])
  await giveReviews(store, [{ id: 'cafe/3' }], 'maps')
  await store.db.transaction().execute((transaction) => deleteConnectionData(transaction, 'maps'))
  expect(await rows(store)).toEqual([])
  expect(await store.db.selectFrom('dirty_review').selectAll().execute()).toEqual([])
})

test('explanations that were erased with a source are told again by the next scoring, of the same day too', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await linkPlace(store, 'cafe', 'acme')
  await giveReviews(store, [{ id: 'cafe/1' }])
  const [first] = await score(store)
  await store.db.transaction().execute(async (transaction) => {
    await eraseSource(transaction, 'google', [1])
    await retireConnection(transaction, 'elsewhere')
  })
  const [again] = await score(store)
  expect(again?.why).toBe(first?.why)
  expect(again?.explanation).toEqual(first?.explanation)
})

test('rows that a former version made are made again', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [{ id: 'cafe/1' }])
  await measureReviews(store.db, options)
  await saveStageState(store.db, 'reputation', { stateShape: 0, connections: ['google'] })
  expect(await measureReviews(store.db, options)).toBe(1)
})

test('replies of after the evaluation were not there yet', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveReviews(store, [
    { id: 'cafe/1', ...approved('2026-06-02T10:00:00Z') },
    { id: 'cafe/2', ...approved('2026-07-02T10:00:00Z') },
    { id: 'cafe/3', createdAt: '2026-07-01T00:00:00Z' },
  ])
  await measureReviews(store.db, options)
  const [{ tally } = { tally: null }] = await placeTallies(store.db, { asOf, withReplies: true })
  expect(tally).toMatchObject({ n: 2, answered: 1, replyDelays: 1, medianReplyHours: 24 })
})
