import { inspect } from 'node:util'
import { noSelection, performAction } from '@rapport/connector'
import { newLedger, openSession, type ReadOptions, readStream } from '@rapport/contract-kit'
import {
  addFacebookComment,
  addFacebookRecommendation,
  deleteFacebookRecommendation,
  editFacebookRecommendation,
  expireFacebookToken,
  type FacebookOptions,
} from '@rapport/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { facebook } from './index.ts'
import { place } from './records.ts'
import { openPages } from './testing/stand-ins.ts'

const hour = 3_600_000
const day = 24 * hour

/** A page and its location, and a store that reads their recommendations, or them, as often as it is told. */
async function open(
  options: FacebookOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
  stream: 'review' | 'place' = 'review',
) {
  const opened = await openPages(options, settings)
  const { server, pages, standIn } = opened
  onTestFinished(() => server.close())
  const subject = { connector: facebook, stream, start: async () => standIn as never } as const
  const ledger = newLedger(subject)
  const read = (more: ReadOptions = {}) =>
    readStream(subject, standIn as never, ledger, { attempts: 1, ...more })
  const page = pages[0].id
  const found = (id: string) => ledger.live().get(`${page}/${id}`)
  const reply = (id: string, text: string | null) => {
    const { ctx } = openSession(facebook, standIn)
    const [action] = facebook.actions ?? []
    if (action === undefined) throw new Error('Facebook has an action')
    return performAction(action, ctx as never, { reviewId: `${page}/${id}`, text })
  }
  return { ...opened, state: server.state, page, ledger, read, found, reply }
}

describe('a recommendation', () => {
  test.each([
    ['positive', 1],
    ['NEGATIVE', 0],
  ])('that is %s is %s on a scale from 0 to 1, and no number of stars', async (type, rating) => {
    const { state, page, read, found } = await open()
    const { id } = addFacebookRecommendation(state, page, { type })
    await read()
    expect(found(id)).toMatchObject({ rating, scaleMin: 0, scaleMax: 1 })
  })

  test.each([
    [4, 4],
    [0, null],
    [6, null],
    [null, null],
  ])('of old has stars: %s is %s on a scale from 1 to 5', async (stars, rating) => {
    const { state, page, read, found } = await open()
    const { id } = addFacebookRecommendation(state, page, { type: null, rating: stars })
    await read()
    expect(found(id)).toMatchObject({ rating, scaleMin: 1, scaleMax: 5 })
  })

  test.each([
    [{ type: 'splendid' }, /recommendation_type: is neither positive nor negative/],
    [{ type: null, rating: 'FIVE' }, /rating: .*number/],
  ])('with %j is set aside with the reason, and the others are read', async (wrong, reason) => {
    const { state, page, ledger, read } = await open()
    const { id } = addFacebookRecommendation(state, page, wrong)
    addFacebookRecommendation(state, page)
    await read()
    expect(ledger.live().size).toBe(1)
    expect(ledger.rejects).toMatchObject([{ id: `${page}/${id}`, reason: expect.stringMatching(reason) }])
  })

  test.each([
    ['HTML', '<script>alert("x")</script> &amp; <b>bold</b>'],
    ['emoji', '👍🏽 5/5 👨‍👩‍👧'],
    ['right-to-left marks', '\u202Eשלום\u202C ok — مرحبا'],
    ['thirty thousand characters', 'ä😀x'.repeat(10_000)],
    ['a formula', '=HYPERLINK("http://evil.example","click")'],
  ])('with %s is kept as it was written', async (_, text) => {
    const { state, page, read, found } = await open()
    const { id } = addFacebookRecommendation(state, page, { text })
    await read()
    expect(found(id)).toMatchObject({ text })
  })

  test.each([null, ''])('without words (%j) has no text', async (text) => {
    const { state, page, read, found } = await open()
    const { id } = addFacebookRecommendation(state, page, { text })
    await read()
    expect(found(id)).toMatchObject({ text: null, rating: 1 })
  })

  test('without a story is known by its author, and without an author by its time', async () => {
    const { state, page, read, found } = await open()
    const old = { hasStory: false, type: null, rating: 3, createdAt: Date.UTC(2017, 4, 1) }
    addFacebookRecommendation(state, page, { ...old, reviewer: { id: '77', name: 'Ada' } })
    addFacebookRecommendation(state, page, { ...old, reviewer: null })
    await read()
    expect(found('reviewer-77')).toMatchObject({ author: 'Ada', rating: 3 })
    expect(found('at-2017-05-01T00:00:00+0000')).toMatchObject({ author: null, rating: 3 })
  })
})

describe('a reading', () => {
  test('finds an edit after the reply, and a reply, once the newest are read again, after a day', async () => {
    const { state, page, tick, read, found } = await open()
    const { id } = addFacebookRecommendation(state, page, { text: 'Fine' })
    const answered = tick(hour)
    addFacebookComment(state, id, 'Thank you')
    await read()
    tick(2 * day)
    editFacebookRecommendation(state, id, { type: 'negative', text: 'Not so fine' })
    await read()
    expect(found(id)).toMatchObject({
      rating: 0,
      text: 'Not so fine',
      reply: 'Thank you',
      repliedAt: new Date(answered).toISOString(),
      replyState: 'approved',
      editedAt: null,
    })
  })

  test('takes comments of others for no reply', async () => {
    const { state, page, read, found } = await open()
    const { id } = addFacebookRecommendation(state, page)
    addFacebookComment(state, id, 'I agree', '555')
    await read()
    expect(found(id)).toMatchObject({ reply: null, replyState: 'none' })
  })

  test('asks for one page of each list when nothing is new', async () => {
    const { server, state, page, tick, read } = await open()
    for (let count = 0; count < 30; count += 1)
      addFacebookRecommendation(state, page, { createdAt: tick(day / 2) })
    await read()
    server.control.resetLog()
    await read()
    expect(server.control.log().filter(({ path }) => path.endsWith('/ratings'))).toHaveLength(2)
  })

  test('finds what was deleted once everything is read again, with a story or without', async () => {
    const { state, page, tick, read, ledger } = await open()
    const old = addFacebookRecommendation(state, page, { hasStory: false, createdAt: tick(hour) })
    const { id } = addFacebookRecommendation(state, page, { createdAt: tick(hour) })
    addFacebookRecommendation(state, page, { createdAt: tick(hour) })
    await read()
    deleteFacebookRecommendation(state, id)
    deleteFacebookRecommendation(state, old.id)
    tick(8 * day)
    await read()
    expect(ledger.live().size).toBe(1)
  })

  test('goes on with a new token where that of a page ends on the way', async () => {
    const { state, page, tick, read, ledger } = await open()
    for (let count = 0; count < 25; count += 1)
      addFacebookRecommendation(state, page, { createdAt: tick(hour) })
    await read({
      afterChange(_, count) {
        if (count === 5) expireFacebookToken(state, page)
      },
    })
    expect(ledger.live().size).toBe(25)
  })

  test('goes on from the start of a list where it was cut short and its cursor is gone', async () => {
    const { server, state, page, tick, read, found } = await open()
    const ids = Array.from(
      { length: 25 },
      () => addFacebookRecommendation(state, page, { createdAt: tick(hour) }).id,
    )
    await read({ stopAfter: 12 })
    // The last one of the first page of the list: the cursor stands behind it.
    const cut = ids[15] ?? ''
    deleteFacebookRecommendation(state, cut)
    await read()
    expect(server.control.log().filter(({ status }) => status === 400)).toHaveLength(1)
    expect(ids.filter((id) => id !== cut && found(id) === undefined)).toEqual([])
  })

  test('does not open the page of a location with the token of the page above it', async () => {
    const { state, pages, read, ledger } = await open()
    for (const { id } of pages) addFacebookRecommendation(state, id)
    await read()
    expect(new Set([...ledger.live().values()].map(({ placeId }) => placeId))).toEqual(
      new Set(pages.map(({ id }) => id)),
    )
  })
})

describe('the token of a page', () => {
  test('stands in nothing that is read, kept or told, though Facebook repeats it in addresses of further comments', async () => {
    const { state, page, standIn } = await open()
    const stories = [{}, { type: 'splendid' }].map((given) => addFacebookRecommendation(state, page, given))
    for (const { id } of stories)
      for (let count = 0; count < 30; count += 1) addFacebookComment(state, id, `Comment ${count}`, '555')
    // Nothing is redacted that was not given up as a secret by the connector itself.
    const { ctx, calls, budgets } = openSession(facebook, { ...standIn, secrets: [] })
    const told: unknown[] = [calls, budgets]
    const extra = ['open_graph_story', 'reviewer', 'paging']
    for (const { read } of facebook.streams)
      for await (const change of read(ctx as never, null, { ...noSelection, extra })) told.push(change)
    for await (const line of facebook.check(ctx as never, () => noSelection)) told.push(line)
    expect(told).toContainEqual(expect.objectContaining({ type: 'reject', raw: expect.anything() }))
    expect(inspect(told, { depth: 20, maxArrayLength: null, maxStringLength: null })).not.toMatch(
      /page-token|paging/,
    )
  })
})

describe('an error', () => {
  test('of a version without recommendations names the way out', async () => {
    const { read } = await open({}, { graphVersion: '22.0' })
    await expect(read()).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/#12.*graphVersion to "21\.0".*2027-01-21.*connector csv/),
    })
  })

  test('of a permission that is missing names it', async () => {
    const { read } = await open({ permissions: ['pages_show_list'] })
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(
        /#283.*grant the app of settings\.appId the permission pages_read_user_content/,
      ),
    })
  })

  test('of the limit says for how many minutes to wait', async () => {
    const { read } = await open({ minutesToRegainAccess: 19, limits: 'on', callsPerHour: 3 })
    await expect(read()).rejects.toMatchObject({ kind: 'rate', retryAfterMs: 19 * 60_000 })
  })

  test('of the user’s token asks for a new one', async () => {
    const { read } = await open({ accessTokens: ['another'] })
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/Session has expired.*make a new token/),
    })
  })
})

describe('a reply', () => {
  test('is a comment of the page under the story, and a further one takes its place', async () => {
    const { state, page, reply } = await open()
    const { id, comments } = addFacebookRecommendation(state, page)
    addFacebookComment(state, id, 'I agree', '555')
    expect(await reply(id, 'Thank you')).toMatchObject({ text: 'Thank you', state: 'approved' })
    expect(await reply(id, 'Thank you!')).toMatchObject({ text: 'Thank you!' })
    expect(comments.map(({ from, message }) => [from, message])).toEqual([
      ['555', 'I agree'],
      [page, 'Thank you!'],
    ])
    expect(await reply(id, null)).toMatchObject({ text: null, state: 'none' })
    expect(comments).toHaveLength(1)
  })

  test('to a recommendation without a story is refused with the reason', async () => {
    const { state, page, reply } = await open()
    addFacebookRecommendation(state, page, { hasStory: false, reviewer: { id: '77', name: 'Ada' } })
    await expect(reply('reviewer-77', 'Thank you')).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/reviewer-77 of page \d+ has no story/),
    })
  })

  test('without the permission to comment names it', async () => {
    const permissions = ['pages_read_engagement', 'pages_read_user_content'] as const
    const { state, page, reply } = await open({ permissions: [...permissions] })
    const { id } = addFacebookRecommendation(state, page)
    await expect(reply(id, 'Thank you')).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/pages_manage_engagement/),
    })
  })
})

describe('the calls', () => {
  test('of a reply are those of its page: its token, its comments, the reply, and its comments again', async () => {
    const { server, state, page, reply } = await open()
    const { id } = addFacebookRecommendation(state, page)
    server.control.resetLog()
    await reply(id, 'Thank you')
    const asked = server.control.log().map(({ method, path }) => `${method} ${path.replace('/v21.0/', '')}`)
    const comments = `${page}_${id}/comments`
    expect(asked).toEqual([`GET ${page}`, `GET ${comments}`, `POST ${comments}`, `GET ${comments}`])
  })

  test('of a check are one for each page, and two for a sample', async () => {
    const { server, standIn } = await open()
    server.control.resetLog()
    for await (const _ of facebook.check(openSession(facebook, standIn).ctx as never, () => noSelection));
    expect(server.control.log()).toHaveLength(2 + 2)
  })
})

test('a place has the stars that the page shows, and from how many, as of the day', async () => {
  const { state, page, pages, tick, ledger, read } = await open({}, {}, 'place')
  for (const rating of [4, 5]) addFacebookRecommendation(state, page, { type: null, rating })
  tick(5 * hour)
  await read()
  const shown = { rating: 4.5, scaleMin: 1, scaleMax: 5, count: 2 }
  expect(ledger.live().get(page)?.aggregate).toEqual({ ...shown, at: '2026-01-01T00:00:00.000Z' })
  tick(hour)
  await read()
  expect(ledger.commits.flat()).toHaveLength(2)
  tick(day)
  await read()
  expect(ledger.live().get(page)?.aggregate).toEqual({ ...shown, at: '2026-01-02T00:00:00.000Z' })
  expect(ledger.live().get(pages[1].id)?.aggregate).toMatchObject({ rating: null, count: 0 })
})

test('a place of which Facebook shows no stars any more is read all the same', () => {
  expect(place.parse({ id: '1', name: 'Acme' })).toMatchObject({ place: { id: '1' }, aggregate: null })
})

test('a place is a page, without its token', async () => {
  const { pages, ledger, read } = await open({}, {}, 'place')
  await read()
  expect([...ledger.live()]).toMatchObject([
    [pages[0].id, { name: 'Acme', domain: 'acme.example', url: `https://www.facebook.com/${pages[0].id}` }],
    [pages[1].id, { name: 'Acme, Cork' }],
  ])
})

test('a check reads a sample, and tells the average that the page shows', async () => {
  const { state, page, standIn } = await open()
  for (const rating of [4, 5]) addFacebookRecommendation(state, page, { type: null, rating })
  const lines: string[] = []
  for await (const line of facebook.check(openSession(facebook, standIn).ctx as never, () => ({}) as never))
    lines.push(`${line.ok ? 'ok' : 'failed'} ${line.name}: ${line.detail}`)
  expect(lines).toEqual([
    'ok authorised: Facebook answers and takes the sign-in',
    'ok places: 2 can be read',
    `ok reviews: can be read; place ${page} has 2 or more; Facebook itself shows an average of 4.5 from 2 ratings`,
    'ok replies: can be sent',
  ])
})
