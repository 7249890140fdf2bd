import { z } from '@hono/zod-openapi'
import {
  countReviews,
  dataVersion,
  type ReviewKey,
  replyToReview,
  reviewLanguages,
  type Workspace,
} from '@rapport/run'
import { audit } from '../access/audit.ts'
import type { Principal } from '../access/principal.ts'
import { apiRoute, apiRouter, json, jsonBody, limitParameter, page } from '../http/api-route.ts'
import { allPages, answerWithFile, exportFormat } from '../http/export.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import { listReviewPage } from '../reviews/list-reviews.ts'
import { readWholeReview } from '../reviews/read-review.ts'
import { listedReview, readReview } from '../reviews/review-answers.ts'
import { reviewColumns } from '../reviews/review-columns.ts'
import { choiceOf, referenceOf, reviewFilters } from '../reviews/review-query.ts'
import { siteProblem } from '../reviews/site-problem.ts'
import type { Server } from '../server.ts'

const tags = ['Reviews']

const list = apiRoute('records:read', {
  method: 'get',
  path: '/reviews',
  tags,
  summary: 'Stored reviews, the newest first',
  description: 'What the terms of a site let be kept no longer is in no answer.',
  request: {
    query: reviewFilters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }),
  },
  responses: { 200: json(page(listedReview), 'A page of reviews') },
})

const exportList = apiRoute('records:export', {
  method: 'get',
  path: '/reviews/export',
  tags,
  summary: 'All reviews that the filters let through, as a file',
  request: { query: reviewFilters.extend({ format: exportFormat }) },
  responses: { 200: { description: 'The file' } },
})

const listLanguages = apiRoute('records:read', {
  method: 'get',
  path: '/reviews/languages',
  tags,
  summary: 'The languages of stored reviews, the most frequent first',
  responses: { 200: json(z.object({ items: z.array(z.string()) }), 'The languages') },
})

const params = z.object({
  reference: z
    .string()
    .max(600)
    .openapi({ param: { name: 'reference', in: 'path' }, example: 'google/review:123/AbC' }),
})

const readOne = apiRoute('records:read', {
  method: 'get',
  path: '/reviews/{reference}',
  tags,
  summary: 'A review with what its site takes as an answer, and the answers that were sent',
  request: { params },
  responses: { 200: json(readReview, 'The review') },
})

const version = z
  .string()
  .max(64)
  .describe(
    '`replyVersion` of the review as it was looked at: where another answer came since, nothing is done',
  )

const sendReply = apiRoute('reviews:reply', {
  method: 'post',
  path: '/reviews/{reference}/reply',
  tags,
  summary: 'Answers a review publicly, in the place of the answer before',
  request: {
    params,
    ...jsonBody(z.object({ text: z.string().trim().min(1).max(20_000), replyVersion: version })),
  },
  responses: { 200: json(readReview, 'The review with its answer, and how that stands at the site') },
})

const removeReply = apiRoute('reviews:reply', {
  method: 'delete',
  path: '/reviews/{reference}/reply',
  tags,
  summary: 'Takes the answer to a review away',
  request: { params, query: z.object({ replyVersion: version }) },
  responses: { 200: json(readReview, 'The review without an answer') },
})

/** How many rows of an export are read at a time. */
const exportedAtOnce = 1_000
/** Somebody waits. What the site has not answered by then is read back with the next attempt. */
const longestMs = 60_000

export const reviewsRoutes = (server: Server) =>
  apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, ...given } = c.req.valid('query')
      const workspace = await server.current()
      const choice = choiceOf(given)
      // Not cached: what expires is gone at that moment.
      const [found, total] = await Promise.all([
        listReviewPage(workspace, choice, { cursor, limit }),
        countReviews(workspace.store.db, choice),
      ])
      return c.json({ ...found, total }, 200)
    })
    .openapi(exportList, async (c) => {
      const { format, ...given } = c.req.valid('query')
      const workspace = server.unhurried(await server.current())
      const choice = choiceOf(given)
      const { actor } = c.get('principal')
      await audit(workspace.store.db, actor, 'reviews.export', 'reviews', { format, ...given })
      const pages = allPages((cursor) => listReviewPage(workspace, choice, { cursor, limit: exportedAtOnce }))
      return answerWithFile(c, { name: 'reviews', format, columns: reviewColumns, pages })
    })
    .openapi(listLanguages, async (c) => {
      const workspace = await server.current()
      const items = await server.cache.answer(['review languages'], await dataVersion(workspace), () =>
        reviewLanguages(workspace.store.db),
      )
      return c.json({ items }, 200)
    })
    .openapi(readOne, async (c) => {
      const workspace = await server.current()
      const { reference } = c.req.valid('param')
      return c.json(await mustBeThere(workspace, c.get('principal'), reference), 200)
    })
    .openapi(sendReply, async (c) => {
      const { text, replyVersion } = c.req.valid('json')
      const { reference } = c.req.valid('param')
      return c.json(await reply(server, c.get('principal'), { reference, text, replyVersion }), 200)
    })
    .openapi(removeReply, async (c) => {
      const { replyVersion } = c.req.valid('query')
      const { reference } = c.req.valid('param')
      return c.json(await reply(server, c.get('principal'), { reference, text: null, replyVersion }), 200)
    })

async function mustBeThere(
  workspace: Workspace,
  principal: Principal,
  text: string,
): Promise<z.output<typeof readReview>> {
  const key = keyOf(text)
  const found = key === null ? null : await readWholeReview(workspace, principal, key)
  if (found === null) throw notFound(`review ${text.slice(0, 200)}`)
  return found
}

function keyOf(text: string): ReviewKey | null {
  const reference = referenceOf(text, 'review')
  return reference === null ? null : { connection: reference.connection, id: reference.id }
}

async function reply(
  server: Server,
  principal: Principal,
  {
    reference,
    text,
    replyVersion,
  }: { readonly reference: string; readonly text: string | null; readonly replyVersion: string },
): Promise<z.output<typeof readReview>> {
  const workspace = await server.current()
  const seen = await mustBeThere(workspace, principal, reference)
  if (seen.replyVersion !== replyVersion) throw tooLate(reference)
  const { connection, id } = keyOf(reference) ?? { connection: '', id: '' }
  const signal = AbortSignal.any([server.closing, AbortSignal.timeout(longestMs)])
  const order = { text, by: principal.actor, inPlaceOf: seen.reply.text, signal }
  await replyToReview(workspace, { connection, id }, order).catch((error: unknown) => {
    throw siteProblem(workspace, error)
  })
  return mustBeThere(workspace, principal, reference)
}

const tooLate = (reference: string): ProblemError =>
  new ProblemError(
    409,
    'too-late',
    `${reference} was answered meanwhile, so nothing was sent. Look at the answer that is there now, then decide again.`,
  )
