import { setTimeout as pause } from 'node:timers/promises'
import {
  ConnectorError,
  defineAction,
  defineConnector,
  noAuthentication,
  noReply,
  type Reply,
} from '@rapport/connector'
import { entities } from '@rapport/model'
import { mostSessions, upsertRecords } from '@rapport/store'
import { endingIdleSessions, untilIdleSessionsEnd } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { gate } from '../testing/crm.ts'
import { openTestWorkspace } from '../testing/workspace.ts'
import type { Workspace } from '../workspace.ts'
import { followUpReplies, listReplies, listReviews, replyToReview, storedReview } from './index.ts'

const review = { connection: 'site', id: 'p1/r1' }

/** A site in memory: what was sent to it, what it says of a reply, and what goes wrong. */
interface TestSite {
  readonly sent: string[]
  reply: Reply
  beforeSending: () => Promise<void> | void
  afterSending: () => Promise<void> | void
  beforeReadingBack: () => Promise<void> | void
}

function connectorOf(site: TestSite) {
  const input = z.object({ reviewId: z.string(), text: z.string().nullable() })
  return defineConnector<object>({
    id: 'site',
    title: 'A review site in memory',
    settings: z.object({}),
    authentication: [noAuthentication()],
    retention: 'full',
    baseUrl: () => null,
    budgets: [],
    streams: [],
    targets: [],
    actions: [
      defineAction<object, z.output<typeof input>, Reply>({
        name: 'reply',
        input,
        perform: async (_ctx, { text }) => {
          await site.beforeSending()
          site.sent.push(text ?? '')
          site.reply = text === null ? noReply : { ...noReply, text, state: 'pending' }
          await site.afterSending()
          return site.reply
        },
        readBack: async (_ctx, { text }) => {
          await site.beforeReadingBack()
          return site.reply.text === text ? site.reply : null
        },
      }),
    ],
    check: async function* () {},
  })
}

/** A workspace with one review of a site. */
async function open(): Promise<{ readonly workspace: Workspace; readonly site: TestSite }> {
  const opened = await openTestWorkspace()
  onTestFinished(() => opened[Symbol.asyncDispose]())
  const site: TestSite = {
    sent: [],
    reply: noReply,
    beforeSending: () => {},
    afterSending: () => {},
    beforeReadingBack: () => {},
  }
  const connections = { site: { connector: 'site' } }
  const workspace = {
    ...opened.configured({ connections, writeBack: {} }),
    connectors: new Map([['site', connectorOf(site)]]),
  }
  const record = reviewOf(review.id)
  await upsertRecords(workspace.store.db, 'site', 'review', [{ record, raw: { kept: true } }])
  return { workspace, site }
}

const reviewOf = (id: string) =>
  entities.review.parse({
    ...{ id, placeId: 'p1', rating: 1, scaleMin: 1, scaleMax: 5 },
    createdAt: '2026-01-01T00:00:00.000Z',
  })

const reply = (
  workspace: Workspace,
  text: string | null = 'Thank you',
  signal = new AbortController().signal,
) => replyToReview(workspace, review, { text, by: 'ann', signal })

async function states(workspace: Workspace): Promise<string[]> {
  return (await listReplies(workspace.store.db)).map(({ state }) => state)
}

/** Sends a reply to so many reviews, each of which waits until all are being sent. */
async function replyToMany({ workspace, site }: Awaited<ReturnType<typeof open>>, count: number) {
  const ids = Array.from({ length: count }, (_, index) => `p1/many-${index}`)
  await upsertRecords(
    workspace.store.db,
    'site',
    'review',
    ids.map((id) => ({ record: reviewOf(id), raw: null })),
  )
  const all = gate()
  let underWay = 0
  site.beforeSending = async () => {
    underWay += 1
    if (underWay === count) all.open()
    await all.reached
  }
  const { signal } = new AbortController()
  return Promise.all(
    ids.map((id) =>
      replyToReview(workspace, { connection: 'site', id }, { text: 'Thank you', by: 'ann', signal }),
    ),
  )
}

const lost = () => {
  throw new ConnectorError('transient', 'the connection was lost', { outcome: 'unknown' })
}

test('A reply counts at the stored review as soon as it was sent, and what else is kept of it stays', async () => {
  const { workspace } = await open()
  expect(await reply(workspace)).toMatchObject({ state: 'pending', text: 'Thank you', by: 'ann' })
  expect(await storedReview(workspace.store.db, review)).toMatchObject({
    reply: 'Thank you',
    replyState: 'pending',
  })
  const rows = await workspace.store.db.selectFrom('review').select('raw').execute()
  expect(rows).toEqual([{ raw: { kept: true } }])
})

test('Where the connection is lost after it arrived, it is read back and not sent again', async () => {
  const { workspace, site } = await open()
  site.afterSending = lost
  expect(await reply(workspace)).toMatchObject({ state: 'pending' })
  expect(site.sent).toEqual(['Thank you'])
})

test.each([
  ['an interruption', () => Promise.reject(new Error('interrupted'))],
  ['a refusal to be read back', lost],
])('After %s it is not known whether it arrived, and the next try looks first', async (_, after) => {
  const { workspace, site } = await open()
  site.afterSending = after
  site.beforeReadingBack = () => {
    throw new ConnectorError('rate', 'too many calls')
  }
  await expect(reply(workspace)).rejects.toThrow()
  expect(await states(workspace)).toEqual(['sending'])
  site.afterSending = () => {}
  site.beforeReadingBack = () => {}
  expect(await reply(workspace)).toMatchObject({ state: 'pending' })
  expect(site.sent).toEqual(['Thank you'])
})

test('What is not sent is told with the reason, and stands in the audit', async () => {
  const { workspace, site } = await open()
  site.beforeSending = () => {
    throw new ConnectorError('invalid', 'it has 5,000 characters, and the site takes 4,096')
  }
  await expect(reply(workspace)).rejects.toMatchObject({ kind: 'invalid' })
  expect(await listReplies(workspace.store.db)).toMatchObject([
    { state: 'refused', problem: 'it has 5,000 characters, and the site takes 4,096' },
  ])
  const audit = await workspace.store.db
    .selectFrom('audit')
    .select(['actor', 'action'])
    .orderBy('id')
    .execute()
  expect(audit).toEqual([
    { actor: 'ann', action: 'review.reply' },
    { actor: 'ann', action: 'review.reply-refused' },
  ])
})

test('Two at once do not both reply: the second is told so, and a follow-up keeps away', async () => {
  const { workspace, site } = await open()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  site.beforeSending = () => {
    begin()
    return released
  }
  const first = reply(workspace)
  await begun
  await expect(reply(workspace, 'Other words')).rejects.toMatchObject({ kind: 'conflict' })
  expect(await followUpReplies(workspace, { signal: new AbortController().signal })).toEqual([])
  release()
  expect(await first).toMatchObject({ state: 'pending' })
  expect(site.sent).toEqual(['Thank you'])
})

test('A follow-up tells what moderation says, once', async () => {
  const { workspace, site } = await open()
  await reply(workspace)
  site.reply = { ...site.reply, state: 'rejected', problem: 'a link' }
  const { signal } = new AbortController()
  expect(await followUpReplies(workspace, { signal })).toMatchObject([
    { state: 'rejected', problem: 'a link' },
  ])
  expect(await followUpReplies(workspace, { signal })).toEqual([])
  expect(await storedReview(workspace.store.db, review)).toMatchObject({
    replyState: 'rejected',
    replyProblem: 'a link',
  })
})

test('What a site does not tell stays open: a follow-up ends by it no more than another reply is sent', async () => {
  const { workspace, site } = await open()
  const untold = () => {
    throw new ConnectorError('contract', 'how the reply stands cannot be read', { outcome: 'unknown' })
  }
  site.afterSending = lost
  site.beforeReadingBack = untold
  await expect(reply(workspace)).rejects.toMatchObject({ outcome: 'unknown' })
  await expect(reply(workspace)).rejects.toMatchObject({ outcome: 'unknown' })
  expect(await followUpReplies(workspace, { signal: new AbortController().signal })).toEqual([])
  expect(await states(workspace)).toEqual(['sending'])
  expect(site.sent).toEqual(['Thank you'])
})

test('More replies are sent at once than the process has sessions of the database', async () => {
  const opened = await open()
  const sent = await replyToMany(opened, mostSessions + 1)
  expect(new Set(sent.map(({ state }) => state))).toEqual(new Set(['pending']))
})

test('A reply that takes its time keeps others from its review, also where the server ends idle sessions', async () => {
  const { workspace, site } = await open()
  const url = endingIdleSessions(workspace.store.url)
  const impatient = { ...workspace, store: { ...workspace.store, url } }
  site.beforeSending = async () => {
    site.beforeSending = () => {}
    await untilIdleSessionsEnd(url)
    await expect(reply(impatient, 'Me too')).rejects.toMatchObject({ kind: 'conflict' })
  }
  expect(await reply(impatient)).toMatchObject({ state: 'pending' })
  expect(site.sent).toEqual(['Thank you'])
})

test('Where the hold on the review is lost while a reply is sent, that is told: another may have been sent beside it', async () => {
  const { workspace, site } = await open()
  const lockClass = `rapport-reply-${workspace.store.workspace}`
  site.beforeSending = async () => {
    await sql`
      select pg_terminate_backend(pid, 1000) from pg_locks
      where locktype = 'advisory' and granted and classid = (hashtext(${lockClass})::bigint & 4294967295)::oid
    `.execute(workspace.store.db)
    // The end of the session has arrived; this lets it be read.
    await pause(50)
  }
  await expect(reply(workspace)).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringMatching(
      /^the connection to the database was lost, and with it the hold on the review: look at the reply/,
    ),
  })
  expect(site.sent).toEqual(['Thank you'])
  expect(await states(workspace)).toEqual(['pending'])
})

test('A reply takes nothing of the time for which the content of a review may be kept', async () => {
  const { workspace } = await open()
  const { db } = workspace.store
  await sql`update review set expires_at = now() + interval '1 hour'`.execute(db)
  const expiry = async () =>
    (await db.selectFrom('review').select('expires_at').executeTakeFirst())?.expires_at
  const before = await expiry()
  await reply(workspace)
  expect(Math.abs((await expiry())!.getTime() - before!.getTime())).toBeLessThan(1_000)
})

test('A review whose content may be kept no longer is listed nowhere', async () => {
  const { workspace } = await open()
  const { db } = workspace.store
  expect(await listReviews(db, { isUnanswered: true, limit: 10 })).toHaveLength(1)
  await sql`update review set expires_at = now()`.execute(db)
  expect(await listReviews(db, { isUnanswered: true, limit: 10 })).toEqual([])
})
