import { googleBusiness } from '@rapport/google-business'
import { googlePlaces } from '@rapport/google-places'
import { keywordsOfPlaces, reputationReport, reviewDays, reviewedPlaces, sync } from '@rapport/run'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { giveReviews } from '../../../../core/score/src/testing/reviews.ts'
import {
  formulaReview,
  openReviewSites,
  scriptReview,
  shownText,
  waitReview,
} from '../../../../test/support/review-sites.ts'
import { type SignedIn, startTestServer } from '../testing/test-server.ts'

const sites = await openReviewSites('2026-06-30')
const server = await startTestServer({
  config: {
    ...{ timezone: 'UTC', metrics: { asOf: '2026-06-30' }, connections: sites.connections },
    allowPrivateAddresses: ['127.0.0.1'],
  },
  connectors: [googleBusiness, googlePlaces],
  environment: sites.environment,
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await sites[Symbol.asyncDispose]()
})
const { workspace } = server
const { db } = workspace.store

let owner: SignedIn
let viewer: SignedIn

interface Review {
  readonly reference: string
  readonly text: string | null
  readonly replyVersion: string
  readonly reply: { readonly state: string; readonly text: string | null }
}

async function read<T>(path: string, as: SignedIn = viewer): Promise<T> {
  const answer = await as.ask(path)
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200)
  return (await answer.json()) as T
}
const list = (query: string) =>
  read<{ items: Review[]; next: string | null; total: number }>(`/api/reviews?${query}`)
const addressOf = ({ reference }: { readonly reference: string }) =>
  `/api/reviews/${encodeURIComponent(reference)}`

beforeAll(async () => {
  const plain = { dryRun: false, wait: false, confirm: false, connections: null }
  await sync(workspace, { ...plain, signal: new AbortController().signal })
  owner = await server.signIn('owner')
  viewer = await server.signIn('viewer')
})

describe('reputation', () => {
  test('is what the command line says, of all places and of one', async () => {
    const days = reviewDays(workspace, { from: '2026-01-01' })
    const known = await reviewedPlaces(db)
    const all = await reputationReport(workspace, { days, places: null })
    const found = await read<Awaited<ReturnType<typeof readAll>>>('/api/reputation?from=2026-01-01')
    expect(found.total.figures).toEqual(all.total)
    expect(found.places.map(({ place, figures }) => [place, figures])).toEqual(
      all.places.map(({ place, reputation }) => [place, reputation]),
    )
    const [first] = all.places
    const one = await reputationReport(workspace, {
      days,
      places: known.filter(({ place }) => place === first?.place),
    })
    const ofOne = await readAll(`place=${encodeURIComponent(first?.place ?? '')}&from=2026-01-01`)
    expect(ofOne.total.figures).toEqual(one.total)
    expect(ofOne.scorecard).toEqual(one.scorecard)
    expect(
      await read<object>(
        `/api/reputation/trend?from=2026-01-01&place=${encodeURIComponent(first?.place ?? '')}`,
      ),
    ).toEqual({ from: '2026-01-01', to: '2026-06-30', ...trendOf(one) })
  })

  test('stands beside that of as many days before', async () => {
    const { comparedWith, total } = await readAll('from=2026-04-01&to=2026-06-30')
    expect(comparedWith).toEqual({ from: '2025-12-31', to: '2026-03-31' })
    const before = await readAll('from=2025-12-31&to=2026-03-31')
    expect(total.before).toEqual(before.total.figures)
    const shares = [total.figures, before.total.figures].map(({ n, counts }) => counts.answered / n)
    expect(total.change?.answered?.difference).toBeCloseTo((shares[0] ?? 0) - (shares[1] ?? 0))
  })

  test('has the words of the unhappy and the happy of the command line, with their reviews', async () => {
    const days = reviewDays(workspace, {})
    const expected = await keywordsOfPlaces(workspace.store, {
      ...{ asOf: days.asOf.getTime(), from: null },
      places: await reviewedPlaces(db),
    })
    const { languages } = await read<{
      languages: { unhappy: { term: string; examples: { text: string }[] }[]; happy: { term: string }[] }[]
    }>('/api/reputation/keywords?limit=100')
    const found = languages.flatMap(({ unhappy, happy }) => [...unhappy, ...happy].map(({ term }) => term))
    expect(found.toSorted()).toEqual(expected.map(({ term }) => term).toSorted())
    expect(languages[0]?.unhappy.map(({ term }) => term)).toContain('soup')
    expect(languages[0]?.unhappy[0]?.examples[0]?.text).toContain('soup')
  })

  test('of a place that there is not, or of days the wrong way round, is refused', async () => {
    expect((await viewer.ask('/api/reputation?place=google/place:none')).status).toBe(404)
    expect((await viewer.ask('/api/reputation?from=2026-06-30&to=2026-01-01')).status).toBe(422)
  })
})

interface Scorecard {
  readonly comparedWith: object
  readonly total: {
    readonly figures: { readonly n: number; readonly counts: { readonly answered: number } }
    readonly before: object
    readonly change: { readonly answered: { readonly difference: number } | null } | null
  }
  readonly places: readonly { readonly place: string; readonly figures: object }[]
  readonly scorecard: object
}
const readAll = (query: string) => read<Scorecard>(`/api/reputation?${query}`)
const trendOf = ({ months, quarters, distribution }: Awaited<ReturnType<typeof reputationReport>>) => ({
  ...{ months, quarters, distribution },
})

describe('reviews', () => {
  test('are listed page by page, each once, the newest first', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await list(`limit=25${cursor === '' ? '' : `&cursor=${cursor}`}`)
      expect(page.total).toBe(60)
      seen.push(...page.items.map(({ reference }) => reference))
      cursor = page.next ?? ''
    } while (cursor !== '')
    expect(new Set(seen).size).toBe(60)
    expect(seen).toHaveLength(60)
    expect((await list('limit=1')).items[0]?.text).toBe(waitReview)
  })

  test('are chosen by stars, answer, language and words', async () => {
    const unhappy = await list('unanswered=true&maxStars=2&limit=1')
    expect(unhappy).toMatchObject({ total: 21, items: [{ text: waitReview }] })
    expect((await list('language=pl')).items).toMatchObject([{ text: scriptReview, language: 'pl' }])
    expect((await list('q=AN%20HOUR')).total).toBe(1)
    expect((await list('minStars=3&maxStars=3')).items).toMatchObject([{ text: formulaReview }])
    expect((await list('place=google/place:none')).total).toBe(0)
    expect((await viewer.ask('/api/reviews?maxStars=9')).status).toBe(422)
  })

  test('are exported as they are filtered, and no text is a formula', async () => {
    const analyst = await server.signIn('analyst')
    const answer = await analyst.ask('/api/reviews/export?minStars=3&maxStars=3')
    const text = await answer.text()
    expect(text.trim().split('\r\n')).toHaveLength(2)
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    expect((await viewer.ask('/api/reviews/export')).status).toBe(403)
  })

  test('that may be kept no longer are in no answer, to the moment', async () => {
    await giveReviews(workspace.store, [{ id: 'p/kept', text: 'CANARY kept for a day' }], 'yelp')
    const { rows } =
      await sql`update review set expires_at = now() + interval '1 hour' where connection = 'yelp' returning id`.execute(
        db,
      )
    expect(rows).toHaveLength(1)
    expect((await list('q=canary')).total).toBe(1)
    await sql`update review set expires_at = now() - interval '1 second' where connection = 'yelp'`.execute(
      db,
    )
    expect(await list('q=canary')).toMatchObject({ items: [], total: 0 })
    expect((await viewer.ask('/api/reviews/yelp%2Freview:p%2Fkept')).status).toBe(404)
    const exported = await (await owner.ask('/api/reviews/export?format=json')).text()
    expect(exported).not.toContain('CANARY')
    await sql`delete from review where connection = 'yelp'`.execute(db)
  })
})

describe('an answer', () => {
  const send = (review: Review, text: string, as = owner) =>
    as.ask(`${addressOf(review)}/reply`, {
      method: 'POST',
      body: { text, replyVersion: review.replyVersion },
    })
  const find = async (q: string): Promise<Review> => {
    const [found] = (await list(`q=${encodeURIComponent(q)}`)).items
    return read<Review>(addressOf(found ?? { reference: 'none' }))
  }

  test('is bound by what the site takes, which is said before', async () => {
    const review = await find(waitReview)
    expect(review).toMatchObject({
      rules: {
        problem: null,
        longest: { length: 4_096, unit: 'bytes' },
        isModerated: true,
        canBeRemoved: true,
      },
      sent: [],
    })
    const answer = await send(review, 'é'.repeat(2_049))
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({
      type: '/problems/refused-by-site',
      detail: expect.stringMatching(/4098 bytes, and Google takes 4096: shorten it/),
    })
    const { reviews } = sites.google.state
    expect([...reviews.values()].find(({ comment }) => comment === waitReview)?.reply).toBe(null)
  })

  test('is sent to the site, shown with its moderation, and stands in the audit with who sent it', async () => {
    const review = await find(waitReview)
    const answer = await send(review, 'We are sorry')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      reply: { text: 'We are sorry', state: 'pending' },
      sent: [{ text: 'We are sorry', state: 'pending' }, { state: 'refused' }],
    })
    const { reviews } = sites.google.state
    expect([...reviews.values()].find(({ comment }) => comment === waitReview)?.reply?.comment).toBe(
      'We are sorry',
    )
    const audited = await db
      .selectFrom('audit')
      .select(['actor', 'action'])
      .where('subject', '=', review.reference)
      .orderBy('id')
      .execute()
    expect(audited.slice(-2)).toEqual(
      ['review.reply', 'review.reply-pending'].map((action) => ({
        action,
        actor: expect.stringContaining(owner.email),
      })),
    )
    expect((await list('unanswered=true&maxStars=2')).total).toBe(20)
  })

  test('comes too late where somebody else has answered since the review was looked at', async () => {
    const review = await find(scriptReview)
    expect((await send(review, 'Przepraszamy')).status).toBe(200)
    const late = await send(review, 'Another answer')
    expect(late.status).toBe(409)
    expect(await late.json()).toMatchObject({
      type: '/problems/too-late',
      detail: expect.stringContaining('answered meanwhile'),
    })
  })

  test('is taken away again', async () => {
    const review = await find(scriptReview)
    const answer = await owner.ask(`${addressOf(review)}/reply?replyVersion=${review.replyVersion}`, {
      method: 'DELETE',
    })
    expect(await answer.json()).toMatchObject({ reply: { text: null, state: 'none' } })
  })

  test('is sent by those alone who may, and to reviews that there are', async () => {
    const review = await find(formulaReview)
    expect((await send(review, 'Hello', viewer)).status).toBe(403)
    expect((await send({ ...review, reference: 'google/review:none' }, 'Hello')).status).toBe(404)
    expect((await send(review, '   ')).status).toBe(422)
  })
})

test('places are listed with how many reviews they have, and those that may only be shown beside them', async () => {
  const { items, shownOnly } = await read<{
    items: { name: string; reviews: number }[]
    shownOnly: { place: string; site: string }[]
  }>('/api/places')
  expect(items.map(({ name, reviews }) => [name, reviews]).toSorted()).toEqual([
    ['Harbour bar', 48],
    ['Old town bar', 12],
  ])
  expect(shownOnly).toEqual([{ place: expect.stringMatching(/^maps\/place:/), site: 'Google Places' }])
})

test('reviews that may only be shown come from their site, are told not to be kept, and are kept nowhere', async () => {
  const { shownOnly } = await read<{ shownOnly: { place: string }[] }>('/api/places')
  const answer = await viewer.ask(`/api/places/${encodeURIComponent(shownOnly[0]?.place ?? '')}/live`)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toMatchObject({
    site: 'Google Places',
    reviews: [{ text: shownText, attribution: expect.any(String) }],
  })
  expect(server.lines.join('\n')).not.toContain(shownText)
  expect(await db.selectFrom('review').select('id').where('connection', '=', 'maps').execute()).toEqual([])
  expect((await viewer.ask('/api/places/maps%2Fplace:ChIJ-of-another/live')).status).toBe(404)
})
