import { performAction, staticToken } from '@rapport/connector'
import { openSession } from '@rapport/contract-kit'
import { addYelpReview, startYelp, type YelpOptions } from '@rapport/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { yelp } from './index.ts'
import { openBusinesses, openPartner } from './testing/stand-ins.ts'

/** A business with a review, and what replies to it. */
async function open(options: YelpOptions = {}, start = openPartner) {
  const opened = await start(options)
  const { server, businesses, standIn } = opened
  onTestFinished(() => server.close())
  const business = businesses[0]?.id ?? ''
  const { id } = addYelpReview(server.state, business)
  const reply = (text: string | null, to = id, credentials = standIn.credentials) => {
    const [action] = yelp.actions ?? []
    if (action === undefined) throw new Error('Yelp has an action')
    const { ctx } = openSession(yelp, { ...standIn, credentials })
    return performAction(action, ctx as never, { reviewId: `${business}/${to}`, text })
  }
  return { ...opened, state: server.state, business, id, reply }
}

describe('a reply', () => {
  test('is sent as it was written, and read back', async () => {
    const { state, id, reply } = await open()
    const text = '<b>Dziękujemy</b> © 2026 — תודה'
    expect(await reply(text)).toMatchObject({ text, state: 'approved' })
    expect(state.review(id).reply).toBe(text)
  })

  test('is off by default, and says what it needs', async () => {
    const { server, reply } = await open({}, openBusinesses)
    server.control.resetLog()
    await expect(reply('Thank you')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/settings\.partner\.contract/),
    })
    expect(server.control.log()).toHaveLength(0)
  })

  test('needs a contract that somebody vouches for', () => {
    const settings = (partner: unknown) => yelp.settings.safeParse({ businesses: ['acme'], partner })
    expect(settings({ contract: false }).error?.issues[0]?.message).toMatch(/partner contract with Yelp/)
    expect(settings({}).success).toBe(false)
    expect(settings({ contract: true }).success).toBe(true)
  })

  test.each([
    ['Thank you 😊', /takes no emoji/],
    ['Thank you ❤️', /takes no emoji/],
    ['ä'.repeat(5_001), /it has 5001 characters, and Yelp takes 5000/],
  ])('that Yelp would not take is not sent: %.12s', async (text, reason) => {
    const { state, reply } = await open()
    await expect(reply(text)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(reason),
    })
    expect(state.replyWrites).toBe(0)
  })

  test('that is too similar to another one is refused with what to do', async () => {
    const { state, business, reply } = await open()
    addYelpReview(state, business, { reply: 'Thank you very much' })
    await expect(reply('Thank you, very much!')).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/too similar.*say it in other words/),
    })
  })

  test('beyond the twenty of a day for a location has to wait for tomorrow', async () => {
    const { state, business, tick, reply } = await open({ limits: 'on' })
    const next = (number: number) => {
      tick(1_000)
      return reply(`Thank you, guest ${number}`, addYelpReview(state, business).id)
    }
    for (let number = 0; number < 20; number += 1) await next(number)
    await expect(next(20)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/20 replies of the day/),
    })
    tick(86_400_000)
    expect(await next(21)).toMatchObject({ state: 'approved' })
  })

  test('of an owner without a photo says what is missing', async () => {
    const { reply } = await open({ ownerPhoto: false })
    await expect(reply('Thank you')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/photo/),
    })
  })

  test('cannot be taken away, and says where it can', async () => {
    const { reply } = await open()
    await reply('Thank you')
    await expect(reply(null)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/biz\.yelp\.com/),
    })
  })

  test('to a review that was taken away says so', async () => {
    const { reply } = await open()
    await expect(reply('Thank you', 'nothing')).rejects.toMatchObject({ kind: 'gone' })
  })

  test('with an API key alone says which sign-in it needs', async () => {
    const { reply } = await open()
    const keyOnly = () => staticToken('kit-yelp-key-1', 'env:YELP_API_KEY')
    await expect(reply('Thank you', undefined, keyOnly)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/clientId, clientSecret and refreshToken beside apiKey/),
    })
  })
})

describe('how a reply stands, where Yelp does not answer', () => {
  const unread = {
    method: 'GET',
    path: '/reviews/v1/*',
    times: 'always',
    fault: { kind: 'status', status: 404 },
  } as const

  test('is not known: it is sent once, and said so, with where to look', async () => {
    const { server, state, id, reply } = await open()
    server.control.fail(unread)
    await expect(reply('Thank you')).rejects.toMatchObject({
      kind: 'contract',
      outcome: 'unknown',
      message: expect.stringMatching(/may have been sent: look at biz\.yelp\.com/),
    })
    expect([state.review(id).reply, state.replyWrites]).toEqual(['Thank you', 1])
  })

  test('is not known after a lost answer either: it is not sent again', async () => {
    const { server, state, reply } = await open()
    server.control.fail({ method: 'POST', path: '/reviews/v1/*', fault: { kind: 'reset-after-commit' } })
    server.control.fail(unread)
    await expect(reply('Thank you')).rejects.toMatchObject({ kind: 'contract', outcome: 'unknown' })
    expect(state.replyWrites).toBe(1)
  })

  test('stays unknown when it is read back later: that Yelp knows nothing of it is no word about it', async () => {
    const { server, business, id, standIn } = await open()
    server.control.fail(unread)
    const read = (review: string) =>
      yelp.actions?.[0]?.readBack(openSession(yelp, standIn).ctx as never, {
        reviewId: `${business}/${review}`,
        text: 'Thank you',
      })
    await expect(read(id)).rejects.toMatchObject({ kind: 'contract', outcome: 'unknown' })
    server.control.faults.clear()
    await expect(read('nothing')).rejects.toMatchObject({ kind: 'contract', outcome: 'unknown' })
    expect(await read(id)).toBeNull()
  })
})

test('a refusal of a reply with 404 says nothing of excerpts and plans', async () => {
  const { server, reply } = await open()
  server.control.fail({ method: 'POST', path: '/reviews/v1/*', fault: { kind: 'status', status: 404 } })
  const error = await reply('Thank you').catch((caught: Error) => caught)
  expect(error).toMatchObject({ kind: 'gone', outcome: 'none' })
  expect(String(error)).not.toMatch(/excerpts|business/)
})

test('a reply takes two calls, however many businesses there are', async () => {
  const { server, reply } = await open()
  server.control.resetLog()
  await reply('Thank you')
  expect(server.control.log().map(({ method }) => method)).toEqual(['POST', 'GET'])
})

test('the sign-in of an owner holds for seven days, and its refresh token is replaced', async () => {
  const server = await startYelp({ limits: 'off' })
  onTestFinished(() => server.close())
  const { baseUrl, apiKey, signIn } = server
  const settings = yelp.settings.parse({ businesses: ['acme'], partner: { contract: true, baseUrl } })
  const method = yelp.authentication.find(({ type }) => type === 'keyAndPerson')
  if (method === undefined || !('exchange' in method)) throw new Error('Yelp has a sign-in by exchange')
  const { clientId, clientSecret, refreshToken } = signIn
  const given = { apiKey, clientId, clientSecret, refreshToken }
  expect(method.rotates).toBe('refreshToken')
  expect(await method.exchange(settings, given, 0)).toEqual({
    accessToken: 'sandbox-yelp-owner-1',
    expiresInMs: 7 * 86_400_000,
    refreshToken: 'sandbox-yelp-refresh-1',
  })
  await expect(method.exchange(settings, given, 0)).rejects.toMatchObject({ kind: 'auth' })
})
