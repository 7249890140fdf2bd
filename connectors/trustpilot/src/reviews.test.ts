import { createContext, Redactor, refreshingToken } from '@rapport/connector'
import { MemoryBudgets, newLedger, openSession, readStream } from '@rapport/contract-kit'
import {
  addTrustpilotReview,
  editTrustpilotReview,
  replyToTrustpilotReview,
  startTrustpilot,
  type TrustpilotOptions,
} from '@rapport/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { trustpilot } from './index.ts'
import { place } from './records.ts'
import { openUnits } from './testing/stand-ins.ts'

const hour = 3_600_000
const day = 24 * hour

/** Two business units, and a store that reads their reviews or themselves as often as it is told. */
async function open(options: TrustpilotOptions = {}, stream: 'review' | 'place' = 'review') {
  const units = await openUnits(options)
  onTestFinished(() => units.server.close())
  const subject = { connector: trustpilot, stream, start: async () => units.standIn as never } as const
  const ledger = newLedger(subject)
  const read = () => readStream(subject, units.standIn as never, ledger, { attempts: 1 })
  const unit = units.units[0].id
  return { ...units, unit, ledger, read, found: (id: string) => ledger.live().get(`${unit}/${id}`) }
}

describe('a review', () => {
  test('carries what links it to a customer with certainty: order and address of its invitation', async () => {
    const { server, unit, read, found } = await open()
    const invited = { referenceId: 'A-1', referralEmail: 'ada@mail.example' }
    const { id } = addTrustpilotReview(server.state, unit, invited)
    const { id: other } = addTrustpilotReview(server.state, unit)
    await read()
    expect(found(id)).toMatchObject({ orderReference: 'A-1', authorEmail: 'ada@mail.example' })
    expect(found(other)).toMatchObject({ orderReference: null, authorEmail: null })
  })

  test.each(['none', 'Z'] as const)('has its times in UTC, with the zone %s', async (zone) => {
    const { server, unit, read, found } = await open({ zone })
    const createdAt = Date.UTC(2025, 11, 24, 23, 30)
    const { id } = addTrustpilotReview(server.state, unit, { createdAt })
    await read()
    expect(found(id)).toMatchObject({ createdAt: '2025-12-24T23:30:00.000Z', editedAt: null })
  })

  test.each([0, 6])('with %s stars has no rating that is known', async (stars) => {
    const { server, unit, read, found } = await open()
    const { id } = addTrustpilotReview(server.state, unit, { stars })
    await read()
    expect(found(id)).toMatchObject({ rating: null })
  })

  test('tells when its reply was written, also where that was changed later', async () => {
    const { server, unit, tick, read, found } = await open()
    const { id } = addTrustpilotReview(server.state, unit)
    const written = tick(hour)
    replyToTrustpilotReview(server.state, id, 'Thank you')
    const changed = tick(hour)
    replyToTrustpilotReview(server.state, id, 'Thank you!')
    await read()
    expect(found(id)).toMatchObject({
      reply: 'Thank you!',
      repliedAt: new Date(written).toISOString(),
      replyEditedAt: new Date(changed).toISOString(),
      replyState: 'approved',
    })
  })
})

describe('a reading', () => {
  test('asks for no more than what is new, and a day or two before', async () => {
    const { server, unit, tick, read } = await open()
    for (let count = 0; count < 60; count += 1)
      addTrustpilotReview(server.state, unit, { createdAt: tick(12 * hour) })
    await read()
    server.control.resetLog()
    await read()
    const asked = server.control
      .log()
      .filter(({ path }) => path === `/v1/private/business-units/${unit}/reviews`)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.query).toContain('startDateTime=2026-01-29T00%3A00%3A00')
  })

  test('finds an edit of an old review once everything is read again', async () => {
    const { server, unit, tick, read, found } = await open()
    const { id } = addTrustpilotReview(server.state, unit, { createdAt: tick(hour) })
    for (let count = 0; count < 40; count += 1)
      addTrustpilotReview(server.state, unit, { createdAt: tick(day) })
    await read()
    editTrustpilotReview(server.state, id, { stars: 1 })
    await read()
    expect(found(id)).toMatchObject({ rating: 5 })
    tick(8 * day)
    await read()
    expect(found(id)).toMatchObject({ rating: 1 })
  })
})

test('a place is a business unit, named by its id or by its domain', async () => {
  const { units, ledger, read } = await open({}, 'place')
  await read()
  expect([...ledger.live()]).toMatchObject([
    [units[0].id, { name: 'acme.example', domain: 'acme.example' }],
    [units[1].id, { name: 'shop.example', domain: 'shop.example' }],
  ])
})

test('a reply without a business user to sign it says which setting is missing', async () => {
  const { server, unit, standIn } = await open()
  const { id } = addTrustpilotReview(server.state, unit)
  const settings = () => ({ ...(standIn.settings() as object), authorBusinessUserId: null })
  const { ctx } = openSession(trustpilot, { ...standIn, settings })
  const reply = trustpilot.actions?.[0]?.perform(ctx as never, { reviewId: `${unit}/${id}`, text: 'Hello' })
  await expect(reply).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('settings.authorBusinessUserId'),
  })
})

test('a check signs in with key and secret, counts the places and reads a sample', async () => {
  const server = await startTrustpilot({ limits: 'off', seed: 'reviews-small', accessTokens: [] })
  onTestFinished(() => server.close())
  const { baseUrl, apiKey, apiSecret: clientSecret } = server
  const settings = trustpilot.settings.parse({
    baseUrl,
    clientId: apiKey,
    businessUnits: ['northlight.example.com'],
  })
  const [method] = trustpilot.authentication
  if (method === undefined || !('exchange' in method)) throw new Error('Trustpilot has a sign-in by exchange')
  const ctx = createContext({
    connector: trustpilot,
    connection: 'trustpilot',
    settings,
    credentials: refreshingToken(() => method.exchange(settings, { clientSecret }, Date.now()), Date.now),
    budgets: new MemoryBudgets(),
    redactor: new Redactor(),
    signal: new AbortController().signal,
    countStored: async () => 0,
  })
  const lines: { name: string; ok: boolean; detail: string }[] = []
  for await (const line of trustpilot.check(ctx, () => ({}) as never)) lines.push(line)
  expect(lines.map(({ name, ok }) => [name, ok])).toEqual([
    ['authorised', true],
    ['places', true],
    ['reviews', true],
    ['replies', true],
  ])
  expect(lines.at(-1)?.detail).toContain('settings.authorBusinessUserId')
})

test('a reply takes two calls, however many business units there are', async () => {
  const { server, unit, standIn } = await open()
  const { id } = addTrustpilotReview(server.state, unit)
  server.control.resetLog()
  const { ctx } = openSession(trustpilot, standIn)
  await trustpilot.actions?.[0]?.perform(ctx as never, { reviewId: `${unit}/${id}`, text: 'Hello' })
  expect(server.control.log().map(({ method }) => method)).toEqual(['POST', 'GET'])
})

test.each([
  [
    { score: { trustScore: 4.3, stars: 4.5 }, numberOfReviews: { total: 12 } },
    { rating: 4.3, count: 12 },
  ],
  [
    { trustScore: 4.3, numberOfReviews: { total: 12 } },
    { rating: 4.3, count: 12 },
  ],
  [
    { score: { trustScore: 0 }, numberOfReviews: { total: 0 } },
    { rating: null, count: 0 },
  ],
  [{ numberOfReviews: 'many' }, null],
])('of a unit that shows %j the place has %j', (shown, aggregate) => {
  const unit = { id: 'a', displayName: 'Acme', name: { identifying: 'acme.example' } }
  expect(place.parse({ ...unit, ...shown }).aggregate).toEqual(
    aggregate && { scaleMin: 1, scaleMax: 5, ...aggregate },
  )
})
