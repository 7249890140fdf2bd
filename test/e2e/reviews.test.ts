import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Invitation, ListedReview, SentReply } from '@rapport/run'
import {
  addGoogleAccount,
  addGoogleLocation,
  addGoogleReview,
  type GoogleBusinessServer,
  startGoogleBusiness,
} from '@rapport/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Installation, install } from '../support/installation.ts'

const contacts = [
  'id,name,email',
  '1,Ada,ada@mail.example',
  '2,Ben,ben@mail.example',
  '3,Cleo,',
  '4,"=cmd()",dan@mail.example',
  '5,Ada again,ADA@mail.example',
]
const ids: string[] = []
let site: GoogleBusinessServer
let installation: Installation

beforeAll(async () => {
  site = await startGoogleBusiness({
    limits: 'off',
    moderationMs: 3_600_000,
    seed: (state) => {
      const account = addGoogleAccount(state).name
      const bar = addGoogleLocation(state, { accounts: [account], title: 'Coffee bar' }).name
      const says = (comment: string, starRating: string, day: number) =>
        ids.push(addGoogleReview(state, bar, { comment, starRating, createTime: Date.UTC(2026, 0, day) }).id)
      says('Cold coffee \u001b[31m<b>again</b>', 'ONE', 1)
      says('Fine', 'THREE', 2)
      says('Lovely', 'FIVE', 3)
      says('Slow', 'TWO', 4)
      says('Rude', 'ONE', 5)
      says('Dirty', 'ONE', 6)
    },
  })
  const { baseUrl, tokenUrl, clientId, clientSecret, refreshToken } = site
  installation = await install(baseUrl, {
    token: null,
    environment: { G_SECRET: clientSecret, G_REFRESH: refreshToken },
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: {
        people: { connector: 'csv', settings: { folder: '.' } },
        google: {
          connector: 'google-business',
          auth: { clientId, clientSecret: 'env:G_SECRET', refreshToken: 'env:G_REFRESH' },
          settings: { baseUrl, tokenUrl },
        },
      },
    }),
  })
  await writeFile(path.join(installation.folder, 'contacts.csv'), `${contacts.join('\n')}\n`)
  const synced = await installation.run('sync', '--json')
  expect(synced.code, synced.stderr).toBe(0)
})

afterAll(async () => {
  await installation?.[Symbol.asyncDispose]()
  await site?.close()
})

async function reviews(...options: readonly string[]): Promise<readonly ListedReview[]> {
  const listed = await installation.run('reviews', '--json', ...options)
  expect(listed.code, listed.stderr).toBe(0)
  return listed.json<{ reviews: ListedReview[] }>().reviews
}

let listed: readonly ListedReview[] | null = null

/** How the command is told of a review. */
async function referenceOf(index: number): Promise<string> {
  listed ??= await reviews('--limit', '100')
  const found = listed.find(({ review }) => review.id.endsWith(`/${ids[index]}`))
  return `google/review:${found?.review.id}`
}

async function answer(index: number, text: string, ...options: readonly string[]) {
  const reference = await referenceOf(index)
  await writeFile(path.join(installation.folder, 'answer.txt'), text)
  return installation.run('reviews', 'reply', reference, '--text-file', 'answer.txt', '--json', ...options)
}

const sent = () => site.control.log().filter(({ method }) => method === 'PUT')

it('lists stored reviews, the newest first, and chooses by stars, answers, days and place', async () => {
  const texts = async (...options: readonly string[]) =>
    (await reviews(...options)).map(({ review }) => review.text?.slice(0, 4))
  expect(await texts()).toEqual(['Dirt', 'Rude', 'Slow', 'Love', 'Fine', 'Cold'])
  expect(await texts('--max-stars', '2', '--to', '2026-01-05')).toEqual(['Rude', 'Slow', 'Cold'])
  expect(await texts('--place', 'coffee bar', '--from', '2026-01-03', '--limit', '2')).toEqual([
    'Dirt',
    'Rude',
  ])
})

it('shows what was written as text: signs that steer a terminal are taken out', async () => {
  const listed = await installation.run('reviews', '--to', '2026-01-01')
  expect(listed.stdout).toContain('1 of 5  2026-01-01')
  expect(listed.stdout).toContain('Cold coffee [31m<b>again</b>')
  expect(listed.stdout).not.toContain('\u001b')
})

describe('an answer', () => {
  it('is sent, waits for moderation, and is public once that is through; all of it stands in the audit', async () => {
    const first = await answer(0, 'We are sorry, and grind anew.\n')
    expect(first.code, first.stderr).toBe(0)
    expect(first.json<SentReply>()).toMatchObject({ state: 'pending', text: 'We are sorry, and grind anew.' })
    expect((await reviews('--unanswered', '--to', '2026-01-01')).length).toBe(0)
    site.control.change({ moderationMs: 0 })
    const replies = await installation.run('reviews', 'replies', '--json')
    expect(replies.json<SentReply[]>()[0]).toMatchObject({ state: 'approved' })
    site.control.change({ moderationMs: 3_600_000 })
    const store = await installation.openStore()
    const audit = await store.db.selectFrom('audit').select(['action', 'subject']).orderBy('id').execute()
    await store.close()
    const subject = expect.stringMatching(new RegExp(`^google/review:.*${ids[0]}$`))
    expect(audit.filter(({ action }) => action.startsWith('review.'))).toEqual([
      { action: 'review.reply', subject },
      { action: 'review.reply-pending', subject },
      { action: 'review.reply-approved', subject },
    ])
  })

  it('that moderation rejects is told at the next sync, with the reason', async () => {
    expect((await answer(1, 'See https://shop.example/offer')).code).toBe(0)
    site.control.change({ moderationMs: 0 })
    const synced = await installation.run('sync')
    expect(synced.code, synced.stderr).toBe(0)
    const store = await installation.openStore()
    const [row] = await store.db
      .selectFrom('review_reply')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    await store.close()
    site.control.change({ moderationMs: 3_600_000 })
    expect(row).toMatchObject({ state: 'rejected', problem: expect.stringMatching(/\S/) })
    expect(
      (await reviews('--unanswered', '--place', 'coffee bar')).map(({ review }) => review.text),
    ).toContain('Fine')
  })

  it('that the site would not take is refused before anything is sent', async () => {
    const before = sent().length
    const refused = await answer(2, 'x'.repeat(5_000))
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain('4096')
    expect(sent().length).toBe(before)
  })

  it('is sent once where the connection is cut after it arrived', async () => {
    const before = sent().length
    site.control.fail({ path: '*/reply', fault: { kind: 'reset-after-commit' }, times: 1 })
    const given = await answer(3, 'We have hired.')
    expect(given.code, given.stderr).toBe(0)
    expect(given.json<SentReply>()).toMatchObject({ state: 'pending' })
    expect(sent().length).toBe(before + 1)
  })

  it('can be taken away', async () => {
    const removed = await installation.run(
      ...['reviews', 'reply', await referenceOf(0), '--remove', '--json'],
    )
    expect(removed.json<SentReply>()).toMatchObject({ state: 'none', text: null })
    expect(site.state.review(ids[0] ?? '').reply).toBeNull()
  })

  it('to a review that is not stored names what lists them', async () => {
    const missing = await installation.run('reviews', 'reply', 'google/review:1/none', '--text-file', '-')
    expect(missing.code).not.toBe(0)
    expect(missing.stderr).toMatch(/"npx rapport reviews" lists those that are stored/)
  })
})

describe('an invitation to review', () => {
  it('is for everyone with an address, once each, and a formula in a name stays text', async () => {
    const invited = await installation.run('reviews', 'invite', '--out', 'invited.csv', '--json')
    expect(invited.json<Invitation>()).toMatchObject({ everyone: 3, invited: 3 })
    const file = await readFile(path.join(installation.folder, 'invited.csv'), 'utf8')
    expect(file).toBe("name,email\nAda,ada@mail.example\nBen,ben@mail.example\n'=cmd(),dan@mail.example\n")
  })

  it('or for a random sample, which a seed draws again', async () => {
    const draw = async () =>
      (await installation.run('reviews', 'invite', '--share', '0.4', '--seed', '7', '--json')).stdout
    const first = await draw()
    expect(JSON.parse(first).people).toHaveLength(1)
    expect(await draw()).toBe(first)
  })
})
