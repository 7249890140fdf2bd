import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineConnector } from './connector.ts'
import { ConnectorError } from './errors.ts'
import { explainRefusals } from './reviews/refusals.ts'
import { type Shown, shown } from './shown.ts'
import type { ShownReview } from './shown-review.ts'
import { connect, failureOf, json, type Script, startVendor, testToken } from './testing/vendor.ts'
import { defineView, type ViewContext } from './views.ts'

const canary = 'CANARY_of_a_review'

/** All that a log or a console could show of an error. */
function everythingIn(error: unknown): string {
  const chain: unknown[] = []
  for (let current = error; current instanceof Error; current = current.cause)
    chain.push(current.message, current.stack)
  return [...chain, JSON.stringify(error), inspect(error, { depth: 12, showHidden: true })].join('\n')
}

const raw =
  (text: string, status = 200): Script =>
  (_request, response) =>
    void response.writeHead(status, { 'x-said': canary }).end(text)

const notHttp: Script = (request) => void request.socket.end(`${canary}\r\n\r\n`)

const schemas = {
  rating: z.object({ rating: z.number() }),
  keys: z.record(z.string(), z.number()),
  strict: z.strictObject({}),
  refined: z.object({ text: z.string().refine(() => false, { error: ({ input }) => `not ${input}` }) }),
  throwing: z.object({
    text: z.string().transform((text): string => {
      throw new Error(`cannot read ${text}`)
    }),
  }),
}

const shownOnly = { connector: { retention: 'id_only' }, attempts: 1 } as const

test.each<[string, Script, z.ZodType]>([
  ['a value of another type', json({ rating: canary }), schemas.rating],
  ['names of members', json({ [canary]: canary }), schemas.keys],
  ['a member too many', json({ [canary]: 1 }), schemas.strict],
  ['a message that quotes', json({ text: canary }), schemas.refined],
  ['a transform that throws', json({ text: canary }), schemas.throwing],
  ['a body that is no JSON', raw(canary), schemas.rating],
  ['a page for people', raw(`<p>${canary}</p>`, 403), schemas.rating],
  ['a refusal', json({ error: { message: canary } }, 400), schemas.rating],
  ['a failure', json({ message: canary, errors: [canary] }, 500), schemas.rating],
  ['a redirect', raw(canary, 302), schemas.rating],
  ['no HTTP at all', notHttp, schemas.rating],
])('an error of what may only be shown holds nothing of an answer: %s', async (_, script, schema) => {
  await using vendor = await startVendor(script)
  const { ctx, calls } = connect(vendor.url, {
    ...shownOnly,
    connector: {
      ...shownOnly.connector,
      classify: explainRefusals('Example', [[403, '', 'auth', 'see the key']]),
    },
  })
  const asked = { method: 'GET', path: '/reviews', budget: 'general', effect: 'read' } as const
  const error = await failureOf(ctx.request({ ...asked, schema }))
  expect(error).toBeInstanceOf(ConnectorError)
  expect(everythingIn(error)).not.toContain(canary)
  expect(JSON.stringify(calls)).not.toContain(canary)
})

test('a refusal of what may only be shown is explained in our own words', async () => {
  await using vendor = await startVendor(json({ error: { message: canary, reason: 'KEY_EXPIRED' } }, 403))
  const classify = explainRefusals('Example', [[403, '"reason":"KEY_EXPIRED"', 'auth', 'make a new key']])
  const { ctx } = connect(vendor.url, { ...shownOnly, connector: { ...shownOnly.connector, classify } })
  const asked = { method: 'GET', path: '/reviews', budget: 'general', effect: 'read' } as const
  const error = await failureOf(ctx.request({ ...asked, schema: z.unknown() }))
  expect(error).toMatchObject({ kind: 'auth', message: 'crm: Example refused (403): make a new key' })
})

test("what may only be shown is not fetched with a vendor's own client, which may quote it", async () => {
  const { ctx } = connect(null, shownOnly)
  const call = { budget: 'general', effect: 'read', operation: 'list reviews' } as const
  expect(String(await failureOf(ctx.call(call, async () => canary)))).toContain('ctx.request')
})

test.each([
  [{ tokenIn: { header: 'x-key' } }, 'a header', '/reviews'],
  [{ tokenIn: { query: 'key' } }, 'the address', `/reviews?key=${testToken}`],
])('a key goes where the vendor looks for it: %j', async (connector, _, asked) => {
  await using vendor = await startVendor((request, response) => {
    json({ key: request.headers['x-key'] ?? null, auth: request.headers.authorization ?? null })(
      request,
      response,
    )
  })
  const { ctx, calls } = connect(vendor.url, { connector })
  const wanted = { method: 'GET', path: '/reviews', budget: 'general', effect: 'read' } as const
  const { body } = await ctx.request({ ...wanted, schema: z.unknown() })
  expect(vendor.asked).toEqual([`GET ${asked}`])
  expect(body).toEqual({ key: 'header' in connector.tokenIn ? testToken : null, auth: null })
  expect(calls.map(({ operation }) => operation)).toEqual(['GET /reviews'])
})

test('a key in the address is in no error', async () => {
  await using vendor = await startVendor((request) => void request.socket.destroy())
  const { ctx } = connect(vendor.url, { connector: { tokenIn: { query: 'key' } }, attempts: 1 })
  const wanted = { method: 'GET', path: '/reviews', budget: 'general', effect: 'read' } as const
  expect(everythingIn(await failureOf(ctx.request({ ...wanted, schema: z.unknown() })))).not.toContain(
    testToken,
  )
})

const review: ShownReview = {
  author: canary,
  authorUrl: null,
  authorImageUrl: null,
  rating: null,
  ratingImageUrl: null,
  title: null,
  text: canary,
  language: null,
  at: null,
  url: null,
  reply: null,
  attribution: canary,
}

test('shown content comes out of no JSON, text, console or copy', () => {
  const item = shown(review)
  expect(() => JSON.stringify({ deep: [item] })).toThrow(/about to be written/)
  expect(`${item} ${inspect({ item }, { depth: 9, showHidden: true })}`).not.toContain(canary)
  expect(JSON.stringify([{ ...item }, Object.values(item), structuredClone(item)])).not.toContain(canary)
  expect(item.reveal()).toEqual(review)
})

/** A view of one review that then does what it is told. */
function viewThat(ends: (ctx: ViewContext) => Promise<void>) {
  return defineView<unknown>({
    name: 'reviews',
    placeId: z.string().regex(/^\d+$/, 'ids are numbers'),
    async *fetch(ctx): AsyncGenerator<Shown<ShownReview>> {
      yield shown(review)
      await ends(ctx)
    },
  })
}

async function allOf(view: ReturnType<typeof viewThat>, ctx: ViewContext, placeId = '1'): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of view.fetch(ctx, placeId)) items.push(item)
  return items
}

test('what a view throws is replaced, since it may quote', async () => {
  const { ctx } = connect(null, shownOnly)
  for (const thrown of [new Error(canary), new ConnectorError('invalid', canary), canary]) {
    const error = await failureOf(
      allOf(
        viewThat(async () => Promise.reject(thrown)),
        ctx,
      ),
    )
    expect(error).toMatchObject({ kind: 'contract', message: expect.stringContaining('place 1') })
    expect(everythingIn(error)).not.toContain(canary)
  }
})

test('what a request of a view throws passes as it is', async () => {
  await using vendor = await startVendor(json({}, 404))
  const { ctx } = connect(vendor.url, shownOnly)
  const asked = { method: 'GET', path: '/reviews', budget: 'general', effect: 'read' } as const
  const view = viewThat(async ({ request }) => void (await request({ ...asked, schema: z.unknown() })))
  expect(await failureOf(allOf(view, ctx))).toMatchObject({ kind: 'gone', status: 404 })
})

test('a view is given nothing that leads to the store', async () => {
  const { ctx } = connect(null, shownOnly)
  let given: readonly string[] = []
  const view = viewThat(async (narrow) => {
    given = Object.keys(narrow)
  })
  await allOf(view, ctx)
  expect(given).toEqual(['connection', 'settings', 'signal', 'request'])
})

test('an id that the site cannot have is refused with the reason', async () => {
  const { ctx } = connect(null, shownOnly)
  expect(
    await failureOf(
      allOf(
        viewThat(async () => {}),
        ctx,
        '../x',
      ),
    ),
  ).toMatchObject({
    kind: 'invalid',
    message: 'crm: "../x" is no id of a place there: ids are numbers',
  })
})

test('a source that may only be shown cannot be given streams', () => {
  const definition = {
    id: 'example',
    title: 'Example',
    settings: z.object({}),
    authentication: [],
    baseUrl: () => null,
    budgets: [],
    targets: [],
    async *check() {},
  }
  const stream = { entity: 'review', state: z.unknown(), overlapMs: 0, async *read() {} } as const
  defineConnector({ ...definition, retention: 'full', streams: [stream] })
  defineConnector({ ...definition, retention: 'id_only', streams: [] })
  // @ts-expect-error: with the retention class id_only, there is no stream
  defineConnector({ ...definition, retention: 'id_only', streams: [stream] })
})
