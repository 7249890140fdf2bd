import { expect, test } from 'vitest'
import { z } from 'zod'
import { connect, failureOf, json, readThing, startVendor } from '../testing/vendor.ts'
import { placeTokens } from './place-tokens.ts'
import { explainRefusals } from './refusals.ts'

test('the token of a place stands in no error, whatever repeats it', async () => {
  await using vendor = await startVendor(
    json({ id: 'the-token-of-a-place' }),
    json({ error: { message: 'the-token-of-a-place is of no use' } }, 400),
  )
  const classify = explainRefusals('Vendor', [])
  const budgets = ['reads', 'general'].map((name) => ({ name, requests: 100, perMs: 1_000 }))
  const { ctx } = connect(vendor.url, { connector: { classify, budgets } })
  const asPlace = placeTokens(async () => (await readThing(ctx)).body.id)
  const error = await failureOf(
    asPlace(ctx, 'place', { method: 'GET', path: '/reviews', schema: z.unknown() }),
  )
  expect(vendor.tokens[1]).toBe('Bearer the-token-of-a-place')
  expect(error).toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('[redacted] is of no use'),
  })
})
