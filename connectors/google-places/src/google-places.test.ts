import type { CheckResult } from '@rapport/connector'
import { openSession } from '@rapport/contract-kit'
import { addGooglePlacesReview, type GooglePlacesOptions } from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { googlePlaces } from './index.ts'
import { reviews } from './reviews.ts'
import { openPlace } from './testing/stand-in.ts'

async function open(options: GooglePlacesOptions = {}) {
  const { server, standIn } = await openPlace(options)
  onTestFinished(() => server.close())
  const { ctx } = openSession(googlePlaces, standIn, { attempts: 1 })
  const show = async (placeId = standIn.placeId) => {
    const shown = []
    for await (const item of reviews.fetch(ctx as never, placeId)) shown.push(item.reveal())
    return shown
  }
  const check = async (settings: object = {}) => {
    const lines: CheckResult[] = []
    const session = openSession(googlePlaces, {
      ...standIn,
      settings: () => Object.assign({}, standIn.settings(), settings),
    })
    for await (const line of googlePlaces.check(session.ctx as never, () => ({}) as never)) lines.push(line)
    return lines
  }
  return { server, standIn, show, check }
}

test('stars without words are a review without a text', async () => {
  const { server, standIn, show } = await open()
  addGooglePlacesReview(server.state, standIn.placeId, { originalText: null, rating: 3, relevance: 9 })
  expect((await show())[0]).toMatchObject({ text: null, language: null, rating: { value: 3 } })
})

test('a part in another form than described is left out, and the review stays', async () => {
  const { server, standIn, show } = await open()
  const odd = { rating: 9, author: { displayName: 7, uri: 'javascript:alert(1)' }, relevance: 9 }
  addGooglePlacesReview(server.state, standIn.placeId, odd as never)
  const [first, ...others] = await show()
  expect(first).toMatchObject({ rating: null, author: null, authorUrl: null, attribution: 'Google Maps' })
  expect(others).toHaveLength(2)
})

test('a place without reviews shows none', async () => {
  const { server, show } = await open()
  server.state.reviews.clear()
  expect(await show()).toEqual([])
})

test.each([
  [{ keys: ['another-key'], wrongKey: 400 }, 'make a key in the Google Cloud console'],
  [{ keys: ['another-key'], wrongKey: 403 }, 'make a key in the Google Cloud console'],
  [{ api: 'disabled' }, 'enable Places API (New)'],
] as const)('with %j, what to do about a refused key is said', async (options, advice) => {
  const { show } = await open(options)
  await expect(show()).rejects.toMatchObject({ kind: 'auth', message: expect.stringContaining(advice) })
})

test.each([400, 404] as const)('a place that is refused with %i is gone', async (unknownPlace) => {
  const { show } = await open({ unknownPlace })
  await expect(show('ChIJ-not-there')).rejects.toMatchObject({
    kind: 'gone',
    message: expect.stringContaining('look its id up anew'),
  })
})

test('a check asks for ids alone, which costs nothing, and names places that Google does not know', async () => {
  const { server, standIn, check } = await open()
  expect((await check()).map(({ name, ok }) => [name, ok])).toEqual([
    ['authorised', true],
    ['places', true],
  ])
  expect(await check({ places: [standIn.placeId, 'ChIJ-moved-away'] })).toMatchObject([
    { ok: true },
    { ok: false, detail: expect.stringContaining('ChIJ-moved-away') },
  ])
  server.control.fail({ path: '*', fault: { kind: 'status', status: 403 } })
  expect((await check())[0]).toMatchObject({ name: 'authorised', ok: false })
})
