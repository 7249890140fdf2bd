import { z } from 'zod'
import { defineAction } from '../actions.ts'
import type { ActionDefinition } from '../connector.ts'
import type { ConnectorContext } from '../context.ts'
import { ConnectorError } from '../errors.ts'
import { pathOfPlace } from './listed-places.ts'
import {
  partsOfReviewId,
  type ReadAgain,
  type Reply,
  type ReplyRules,
  type ReviewSite,
} from './review-site.ts'

/** What is to be said to a review. */
export const replyInput = z.strictObject({
  reviewId: z.string().min(1).describe('The id of the review in the connection'),
  text: z.string().trim().min(1).nullable().describe('What the reply says; null: it is taken away'),
})
export type ReplyInput = z.output<typeof replyInput>

/** What every site takes: where it is refused, none can be sent. */
const plainReply = 'Thank you'

/** The action `reply` of a site. What it gives is read from the site, so that the state of its moderation is known. */
export function replyAction<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
): ActionDefinition<Settings, unknown, Reply> {
  return defineAction<Settings, ReplyInput, Reply>({
    name: 'reply',
    input: replyInput,
    rules: (settings): ReplyRules => ({
      ...site.replyRules,
      problem: site.replyProblem(settings, plainReply)?.message ?? null,
    }),
    async perform(ctx, { reviewId, text }) {
      const problem = text === null ? null : site.replyProblem(ctx.settings, text)
      if (problem !== null) throw problem
      const { path, idAtSite } = await whereIs(site, ctx, reviewId)
      await site.sendReply(ctx, path, idAtSite, text).catch((error: unknown) => {
        // There is none to take away; whether the review is there shows next.
        if (text !== null || !(error instanceof ConnectorError) || error.kind !== 'gone') throw error
      })
      return site.currentReply(ctx, path, idAtSite).catch(sentAll)
    },
    async readBack(ctx, { reviewId, text }) {
      const { path, idAtSite } = await whereIs(site, ctx, reviewId)
      const found = await site.currentReply(ctx, path, idAtSite)
      return isSame(found.text, text) ? found : null
    },
  })
}

async function whereIs<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  ctx: ConnectorContext<Settings>,
  id: string,
): Promise<{ readonly path: string; readonly idAtSite: string }> {
  const { placeId, idAtSite } = partsOfReviewId(id)
  return { path: await pathOfPlace(site, ctx, placeId), idAtSite }
}

/** It was sent, and only how it stands there could not be read: not to be sent again before that is known. */
function sentAll(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error
  throw new ConnectorError(error.kind, error.message, { cause: error, outcome: 'unknown' })
}

/** Sites rewrite white space at their pleasure. */
function isSame(one: string | null, other: string | null): boolean {
  return (one === null) === (other === null) && folded(one) === folded(other)
}

function folded(text: string | null): string {
  return (text ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** What a site would not take, found before anything is sent. */
export function tooLong(site: string, length: number, most: number, unit: string): ConnectorError | null {
  if (length <= most) return null
  const why = `the reply was not sent: it has ${length} ${unit}, and ${site} takes ${most}: shorten it`
  return new ConnectorError('invalid', why)
}
