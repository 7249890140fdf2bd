import {
  noReply,
  optionalText,
  type PlaceContent,
  type Reply,
  type ReviewContent,
  shownStars,
  withoutMembers,
  zonelessMoment,
} from '@rapport/connector'
import { z } from 'zod'

const id = z.string().min(1)
const text = optionalText

export const place = z
  .object({ id, name: text, link: text, website: text, single_line_address: text })
  .extend({ overall_star_rating: z.unknown().optional(), rating_count: z.unknown().optional() })
  .transform<PlaceContent>(({ id, name, link: url, website, single_line_address: address, ...shown }) => {
    const domain = URL.parse(website ?? '')?.hostname.replace(/^www\./, '') ?? null
    const aggregate = shownStars({ rating: shown.overall_star_rating, count: shown.rating_count })
    return { path: id, place: { id, name, domain, address, url }, aggregate }
  })

const from = z.object({ id }).nullish()
const comment = z.object({ id, from, message: z.string(), created_time: zonelessMoment })
export const comments = z.object({ data: z.array(comment) })

/** The page's own comment, which is its answer; of several the first. */
export const answerOf = (page: string, { data }: z.output<typeof comments>) =>
  data.find(({ from }) => from?.id === page)

/** Comments are public at once, and do not tell when they were changed. */
export function asReply(own: ReturnType<typeof answerOf>): Reply {
  if (own === undefined) return noReply
  return { text: own.message, at: own.created_time, editedAt: null, state: 'approved', problem: null }
}

const found = z.looseObject({ id }).nullish()
const identity = z.looseObject({ created_time: z.string(), open_graph_story: found, reviewer: found })

/**
 * A recommendation has no id. Its story stands for it, else its author, who has one of a page, else its time. What leads to further
 * pages is taken out, in its comments too: these addresses hold the token of the page.
 */
export function identified(page: string, given: unknown): unknown {
  const record = withoutMembers(given, 'paging')
  const { data } = identity.safeParse(record)
  if (data === undefined) return record
  const other = data.reviewer ? `reviewer-${data.reviewer.id}` : `at-${data.created_time}`
  return { ...data, id: data.open_graph_story?.id.split('_').at(-1) ?? other, page }
}

const yesOrNo = z.enum(['positive', 'negative'], 'is neither positive nor negative')

/** Yes or no since August 2018, stars before. These are two scales: neither is made into the other. */
export const review = z
  .object({ id, page: id, created_time: zonelessMoment, review_text: text, rating: z.number().nullish() })
  .extend({
    recommendation_type: z.string().toLowerCase().pipe(yesOrNo).nullish(),
    reviewer: z.object({ name: text }).nullish(),
    open_graph_story: z.object({ comments: comments.default({ data: [] }) }).nullish(),
  })
  .transform<ReviewContent>(({ recommendation_type: word, rating: stars, ...given }) => ({
    id: given.id,
    ...(word
      ? { rating: word === 'positive' ? 1 : 0, scaleMin: 0, scaleMax: 1 }
      : { rating: stars && stars >= 1 && stars <= 5 ? stars : null }),
    text: given.review_text,
    author: given.reviewer?.name ?? null,
    createdAt: given.created_time,
    modifiedAt: given.created_time,
    reply: asReply(answerOf(given.page, given.open_graph_story?.comments ?? { data: [] })),
  }))
