import { type Change, ConnectorError, noSelection, staticToken } from '@rapport/connector'
import { newLedger, openSession, type ReadOptions, readStream } from '@rapport/contract-kit'
import {
  addYelpBusiness,
  addYelpReview,
  deleteYelpReview,
  editYelpReview,
  type YelpOptions,
} from '@rapport/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { yelp } from './index.ts'
import { openBusinesses, openPartner } from './testing/stand-ins.ts'

const day = 86_400_000

/** Businesses, and a store that reads their excerpts, or them, as often as it is told. */
async function open(
  options: YelpOptions = {},
  stream: 'review' | 'place' = 'review',
  start = openBusinesses,
) {
  const opened = await start(options)
  const { server, businesses, standIn } = opened
  onTestFinished(() => server.close())
  const subject = { connector: yelp, stream, start: async () => standIn as never } as const
  const ledger = newLedger(subject)
  const read = (more: ReadOptions = {}) =>
    readStream(subject, standIn as never, ledger, { attempts: 1, ...more })
  const business = businesses[0]?.id ?? ''
  const found = (id: string) => ledger.live().get(`${business}/${id}`)
  return { ...opened, state: server.state, business, ledger, read, found }
}

describe('an excerpt', () => {
  test.each(['2026-01-15T20:00:00.000Z', '2025-07-15T20:00:00.000Z', '2025-03-09T10:00:00.000Z'])(
    'written at %s has that time, whether by summer time or not',
    async (createdAt) => {
      const { state, business, read, found } = await open()
      const { id } = addYelpReview(state, business, { createdAt: Date.parse(createdAt) })
      await read()
      expect(found(id)).toMatchObject({ createdAt, editedAt: null })
    },
  )

  test.each([
    [5, 5],
    [0, null],
    [6, null],
    [null, null],
  ])('with %s stars has the rating %s on a scale from 1 to 5', async (stars, rating) => {
    const { state, business, read, found } = await open()
    const { id } = addYelpReview(state, business, { rating: stars })
    await read()
    expect(found(id)).toMatchObject({ rating, scaleMin: 1, scaleMax: 5 })
  })

  test('with a word for stars is set aside with the reason, and the others are read', async () => {
    const { state, business, ledger, read } = await open()
    const { id } = addYelpReview(state, business, { rating: 'FIVE' })
    addYelpReview(state, business)
    await read()
    expect(ledger.live().size).toBe(1)
    expect(ledger.rejects).toMatchObject([
      { id: `${business}/${id}`, reason: expect.stringMatching(/rating: .*number/) },
    ])
  })

  test.each([
    ['HTML', '<script>alert("x")</script> &amp; <b>bold</b>'],
    ['emoji', '👍🏽 5/5 👨‍👩‍👧'],
    ['right-to-left marks', '\u202Eשלום\u202C ok — مرحبا'],
  ])('with %s is kept as it came', async (_, text) => {
    const { state, business, read, found } = await open()
    const { id } = addYelpReview(state, business, { text })
    await read()
    expect(found(id)).toMatchObject({ text })
  })

  test('of thirty thousand characters is as long as Yelp makes it', async () => {
    const { state, business, read, found } = await open()
    const { id } = addYelpReview(state, business, { text: 'ä😀x'.repeat(10_000) })
    await read()
    expect(found(id)).toMatchObject({ text: expect.stringMatching(/^(ä😀x)+ä\.\.\.$/u) })
  })

  test('of a review without words has no text', async () => {
    const { state, business, read, found } = await open()
    const { id } = addYelpReview(state, business, { text: '' })
    await read()
    expect(found(id)).toMatchObject({ text: null, rating: 5 })
  })
})

describe('a reading', () => {
  test('asks for the one page of each business, and has as many excerpts as the plan', async () => {
    const { server, state, business, read, ledger } = await open({ excerpts: 3 })
    for (let count = 0; count < 9; count += 1) addYelpReview(state, business)
    await read()
    await read()
    expect(ledger.live().size).toBe(3)
    expect(server.control.log().filter(({ path }) => path.endsWith('/reviews'))).toHaveLength(2)
  })

  test('finds an edit at once, since it reads all that is shown', async () => {
    const { state, business, tick, read, found } = await open()
    const { id } = addYelpReview(state, business, { createdAt: tick(-400 * day) })
    tick(400 * day)
    addYelpReview(state, business)
    await read()
    editYelpReview(state, id, { rating: 1, text: 'Worse since' })
    await read()
    expect(found(id)).toMatchObject({ rating: 1, text: 'Worse since', editedAt: null })
  })

  test('takes an excerpt that is not shown any more for no deletion: its content ends with the retention', async () => {
    const { state, business, tick, read, found } = await open()
    const { id } = addYelpReview(state, business)
    addYelpReview(state, business)
    await read()
    deleteYelpReview(state, id)
    tick(30 * day)
    await read()
    expect(found(id)).toBeDefined()
    expect(yelp.retention).toBe('ttl24h')
  })

  test('reads the reviews of the others where a business has none', async () => {
    const { state, businesses, read, ledger } = await open()
    addYelpReview(state, businesses[2]?.id ?? '')
    await read()
    expect(ledger.live().size).toBe(1)
  })
})

describe('a place', () => {
  test('is a business, named by its id or its alias, under its id', async () => {
    const { state, businesses, ledger, read } = await open({}, 'place')
    for (const { id } of businesses) addYelpReview(state, id)
    await read()
    expect([...ledger.live().keys()].sort()).toEqual(businesses.map(({ id }) => id).sort())
    expect(ledger.live().get(businesses[1]?.id ?? '')).toMatchObject({
      name: 'Acme 2',
      address: '1 Main Street, Dublin',
      url: 'https://www.yelp.com/biz/acme-dublin-2',
    })
  })

  test('that Yelp does not give is told with the reason, and deletes nothing', async () => {
    const { state, businesses, ledger, read } = await open({}, 'place')
    const reviews = businesses.map(({ id }) => addYelpReview(state, id))
    await read()
    deleteYelpReview(state, reviews[0]?.id ?? '')
    await read()
    expect(ledger.live().size).toBe(4)
    expect(ledger.rejects).toMatchObject([
      { id: businesses[0]?.id, reason: expect.stringMatching(/could not be read:.*it has no reviews/) },
    ])
  })
})

describe('a limit', () => {
  test('of the day is waited out until midnight UTC', async () => {
    const { state, business, tick, read } = await open({ limits: 'on', callsPerDay: 2 })
    addYelpReview(state, business)
    tick(-2 * 3_600_000)
    await expect(read()).rejects.toMatchObject({
      kind: 'rate',
      retryAfterMs: 14 * 3_600_000,
      message: expect.stringMatching(/until midnight UTC/),
    })
  })

  test('of a second is over after it', async () => {
    const { server, state, business, read, ledger } = await open()
    addYelpReview(state, business)
    server.control.fail({ path: '*/reviews', fault: { kind: 'rate-limit' } })
    const { budgets } = await read({ attempts: 3 })
    expect(budgets.exhausted).toEqual([{ budget: 'reads', forMs: 1_000 }])
    expect(ledger.live().size).toBe(1)
  })

  test('is read from the headers of every answer', async () => {
    const { state, business, read } = await open({ limits: 'on', callsPerDay: 5_000 })
    addYelpReview(state, business)
    const { budgets } = await read({ attempts: 1 })
    expect(budgets.readings[0]).toEqual({ budget: 'reads', requests: 5_000, perMs: day, remaining: 4_999 })
  })
})

test('a plan without excerpts is an error that says so', async () => {
  const { state, business, read } = await open({ excerpts: 0 })
  addYelpReview(state, business)
  await expect(read()).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/404.*plan of this API key has no review excerpts/),
  })
})

test('a key that is refused says so', async () => {
  const { state, business, read } = await open({ apiKeys: ['another'] })
  addYelpReview(state, business)
  await expect(read()).rejects.toMatchObject({ kind: 'auth' })
})

test('a check reads a sample, and says what replies need', async () => {
  const { state, business, standIn } = await open()
  addYelpBusiness(state)
  for (const rating of [4, 5]) addYelpReview(state, business, { rating })
  const lines: string[] = []
  for await (const line of yelp.check(openSession(yelp, standIn).ctx as never, () => ({}) as never))
    lines.push(`${line.ok ? 'ok' : 'failed'} ${line.name}: ${line.detail}`)
  expect(lines).toEqual([
    'ok authorised: Yelp answers and takes the sign-in',
    'ok places: 1 can be read',
    `ok reviews: can be read; place ${business} has 2; Yelp itself shows an average of 4.5 from 2 reviews`,
    'ok replies: replies need a partner contract with Yelp: with one, set settings.partner.contract to true',
  ])
})

test('a check asks for each business once, and for one page of reviews', async () => {
  const { server, state, businesses, standIn } = await open()
  for (const { id } of businesses) addYelpReview(state, id)
  server.control.resetLog()
  for await (const _ of yelp.check(openSession(yelp, standIn).ctx as never, () => ({}) as never));
  expect(server.control.log()).toHaveLength(businesses.length + 1)
})

test('an owner who takes their access away ends no reading of excerpts: they are not asked', async () => {
  const { server, state, business, standIn } = await open({}, 'review', openPartner)
  addYelpReview(state, business)
  const exchange = async () => {
    throw new ConnectorError('auth', 'the vendor refused the refresh token: connect again')
  }
  const key = staticToken('kit-yelp-key-1', 'env:YELP_API_KEY')
  const credentials = () => ({ token: exchange, refresh: exchange, key })
  const { ctx } = openSession(yelp, { ...standIn, credentials })
  const changes: Change[] = []
  const reviews = yelp.streams.find(({ entity }) => entity === 'review')
  for await (const change of reviews?.read(ctx as never, null, noSelection) ?? []) changes.push(change)
  expect(changes.filter(({ type }) => type === 'upsert')).toHaveLength(1)
  expect(server.control.log().some(({ path }) => path.startsWith('/token'))).toBe(false)
})
