import type { CheckResult } from '@rapport/connector'
import { openSession } from '@rapport/contract-kit'
import { addTripadvisorReview, type TripadvisorOptions } from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { tripadvisor } from './index.ts'
import { reviews } from './reviews.ts'
import { openLocation } from './testing/stand-in.ts'

async function open(options: TripadvisorOptions = {}, settings: object = {}) {
  const { server, standIn } = await openLocation(options)
  onTestFinished(() => server.close())
  const told = { ...standIn, settings: () => Object.assign({}, standIn.settings(), settings) }
  const { ctx } = openSession(tripadvisor, told, { attempts: 2 })
  const show = async () => {
    const shown = []
    for await (const item of reviews.fetch(ctx as never, standIn.placeId)) shown.push(item.reveal())
    return shown
  }
  return { server, standIn, ctx, show }
}

test.each(['given', 'absent'] as const)(
  'a daily budget that is used up is explained, with Retry-After %s',
  async (retryAfter) => {
    const { show } = await open({ limits: 'on', dailyBudget: 0, retryAfter })
    await expect(show()).rejects.toMatchObject({
      kind: 'rate',
      message: expect.stringContaining('opens again at midnight UTC'),
    })
  },
)

test('reviews are asked for in the language that the set-up names', async () => {
  const { server, standIn, show } = await open({}, { language: 'pl' })
  addTripadvisorReview(server.state, standIn.placeId, { language: 'pl', text: 'Dobre' })
  expect(await show()).toMatchObject([{ text: 'Dobre', language: 'pl' }])
})

test('a part in another form than expected is left out, and the review stays', async () => {
  const { server, standIn, show } = await open()
  const odd = { rating: 'many', username: null, ownerResponse: { author: 1, text: 2, publishedAt: 0 } }
  addTripadvisorReview(server.state, standIn.placeId, { ...odd, publishedAt: Date.UTC(2027, 0) } as never)
  const [first, ...others] = await show()
  expect(first).toMatchObject({ rating: null, author: null, reply: null, attribution: 'Tripadvisor' })
  expect(others).toHaveLength(2)
})

test('a check says whether the key is taken and the places are known', async () => {
  const { ctx } = await open({}, { places: ['999999'] })
  const lines: CheckResult[] = []
  for await (const line of tripadvisor.check(ctx as never, () => ({}) as never)) lines.push(line)
  expect(lines).toMatchObject([
    { name: 'authorised', ok: true },
    { name: 'places', ok: false, detail: expect.stringContaining('does not know 999999') },
  ])
})
