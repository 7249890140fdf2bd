import { expect, onTestFinished, test } from 'vitest'
import { addPlace, addReview } from './edits.ts'
import { type GooglePlacesOptions, startGooglePlaces } from './server.ts'

/** A stand-in with one place, its clock, and plain HTTP to it. */
async function open(options: GooglePlacesOptions = {}) {
  const server = await startGooglePlaces({ now: () => Date.UTC(2026, 0, 15), ...options })
  onTestFinished(() => server.close())
  const place = addPlace(server.state).id
  const get = async (id: string, headers: Record<string, string>) => {
    const answer = await fetch(`${server.baseUrl}/v1/places/${id}`, { headers })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
  const signed = { 'X-Goog-Api-Key': server.apiKey }
  return { ...server, place, get, signed, masked: { ...signed, 'X-Goog-FieldMask': 'id,reviews' } }
}

test('nothing is given without a mask, or with a field that there is not, and no more than it names', async () => {
  const { get, place, signed } = await open()
  expect(await get(place, signed)).toMatchObject({
    status: 400,
    body: { error: { status: 'INVALID_ARGUMENT', message: 'FieldMask is a required parameter.' } },
  })
  expect((await get(place, { ...signed, 'X-Goog-FieldMask': 'id,stars' })).status).toBe(400)
  expect(await get(place, { ...signed, 'X-Goog-FieldMask': 'id' })).toEqual({
    status: 200,
    body: { id: place },
  })
})

test('five reviews at most, the most relevant first', async () => {
  const { get, place, state, masked } = await open()
  for (let relevance = 0; relevance < 7; relevance += 1)
    addReview(state, place, { relevance, originalText: { text: `${relevance}`, languageCode: 'en' } })
  const { body } = await get(place, masked)
  expect(body.reviews.map((review: { text: { text: string } }) => review.text.text)).toEqual([
    '6',
    '5',
    '4',
    '3',
    '2',
  ])
})

test('a key that is missing or wrong, an API that is off and a place that is not there are refused', async () => {
  const { get, place, masked, control } = await open()
  const { 'X-Goog-Api-Key': _key, ...unsigned } = masked
  expect((await get(place, unsigned)).status).toBe(403)
  expect((await get(place, { ...unsigned, 'X-Goog-Api-Key': 'other' })).status).toBe(403)
  expect((await get('ChIJ-other', masked)).status).toBe(404)
  control.change({ wrongKey: 400, api: 'disabled' })
  expect(await get(place, { ...unsigned, 'X-Goog-Api-Key': 'other' })).toMatchObject({
    status: 400,
    body: { error: { details: [{ reason: 'API_KEY_INVALID' }] } },
  })
  expect(await get(place, masked)).toMatchObject({
    status: 403,
    body: { error: { details: [{ reason: 'SERVICE_DISABLED' }] } },
  })
})

test('600 calls a minute', async () => {
  const { get, place, masked } = await open()
  const answers = await Promise.all(Array.from({ length: 601 }, () => get(place, masked)))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
})
