import { expect, onTestFinished, test } from 'vitest'
import { addLocation, addReview } from './edits.ts'
import { startTripadvisor, type TripadvisorOptions } from './server.ts'

/** A stand-in with one location, its clock, and plain HTTP to it. */
async function open(options: TripadvisorOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 15, 23, 59) }
  const server = await startTripadvisor({ now: () => clock.now, ...options })
  onTestFinished(() => server.close())
  const location = addLocation(server.state).id
  const get = async (id = location, key = server.apiKey, more = '') => {
    const answer = await fetch(`${server.baseUrl}/api/v1/location/${id}/reviews?key=${key}${more}`)
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
  }
  return { ...server, clock, location, get }
}

test('five reviews at most, the newest first, of one language', async () => {
  const { get, state, location, clock } = await open()
  for (let day = 0; day < 7; day += 1)
    addReview(state, location, { title: `${day}`, publishedAt: clock.now - day * 86_400_000 })
  addReview(state, location, { title: 'Polish', language: 'pl' })
  const titles = ({ body }: { body: { data: { title: string }[] } }) => body.data.map(({ title }) => title)
  expect(titles(await get())).toEqual(['0', '1', '2', '3', '4'])
  expect(titles(await get(location, undefined, '&language=pl'))).toEqual(['Polish'])
})

test('a wrong key and an unknown location are refused', async () => {
  const { get } = await open()
  expect((await get(undefined, 'other')).status).toBe(403)
  expect((await get('1')).status).toBe(404)
  expect((await get('x')).status).toBe(400)
})

test('the daily budget opens again at midnight UTC', async () => {
  const { get, clock } = await open({ dailyBudget: 2, retryAfter: 'given' })
  expect([(await get()).status, (await get()).status]).toEqual([200, 200])
  const refused = await get()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
  clock.now += 60_000
  expect((await get()).status).toBe(200)
})

test('50 calls a second', async () => {
  const { get, clock } = await open()
  const answers = await Promise.all(Array.from({ length: 51 }, () => get()))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
  clock.now += 1_000
  expect((await get()).status).toBe(200)
})
