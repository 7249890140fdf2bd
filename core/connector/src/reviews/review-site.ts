import { type EntityInput, type Instant, instant } from '@rapport/model'
import { z } from 'zod'
import type { Answer, ConnectorContext } from '../context.ts'
import type { ConnectorError } from '../errors.ts'

/**
 * Settings of every site. Edits, replies and deletions move no time that its list is ordered by; reading again finds them.
 * @param largestPage reviews that the site gives with one page at most.
 */
export function reviewSettings(largestPage: number) {
  return {
    pageSize: z
      .int()
      .min(1)
      .max(largestPage)
      .default(largestPage)
      .describe(`Reviews per page; the site gives at most ${largestPage}`),
    newestPages: z
      .int()
      .min(0)
      .max(20)
      .default(2)
      .describe('How many of the newest pages of each place are read again once a day; 0: none'),
    everythingDays: z
      .int()
      .min(1)
      .default(7)
      .describe(
        'After how many days all reviews are read again, which finds old ones that were edited or deleted',
      ),
  } as const
}

/** How often a site is read again, as its settings say. One without these tells all it has in one page of a place. */
export interface ReadAgain {
  readonly baseUrl: string | null
  readonly newestPages?: number
  readonly everythingDays?: number
}

/** The reply to a review. */
export const reply = z.object({
  text: z.string().nullable(),
  at: instant.nullable().describe('When it was written; of a site that tells only its last change, that'),
  editedAt: instant.nullable(),
  state: z.enum(['none', 'pending', 'approved', 'rejected']),
  problem: z.string().nullable().describe('Why the site rejected it'),
})
export type Reply = z.output<typeof reply>

/** What a site takes as a reply: told before one is written. */
export const replyRules = z.object({
  problem: z
    .string()
    .nullable()
    .describe('Why no reply can be sent as the connection is set up; null: one can'),
  longest: z
    .object({ length: z.int(), unit: z.enum(['bytes', 'characters']) })
    .nullable()
    .describe('Null: the site names no limit'),
  takesEmoji: z.boolean(),
  canBeRemoved: z.boolean().describe('Whether a reply can be taken away from here'),
  isModerated: z.boolean().describe('Whether the site looks at replies before they are public'),
})
export type ReplyRules = z.output<typeof replyRules>

/** A text of a site that may be absent or empty: null then. */
export const optionalText = z
  .string()
  .nullish()
  .transform((given) => given || null)

export const noReply: Reply = { text: null, at: null, editedAt: null, state: 'none', problem: null }

type ScaleFields = 'scaleMin' | 'scaleMax'
type ReplyFields = 'reply' | 'repliedAt' | 'replyEditedAt' | 'replyState' | 'replyProblem'

/**
 * A review as a site's connector reads it: its id there, without what all reviews have in common. Where no scale is given, its
 * rating is one of stars from one to five.
 */
export type ReviewContent = Omit<EntityInput<'review'>, 'placeId' | ScaleFields | ReplyFields> &
  Partial<Pick<EntityInput<'review'>, ScaleFields>> & { readonly reply: Reply }

/** A place as a site's connector reads it. */
export interface PlaceContent {
  /** What the site's addresses call it. */
  readonly path: string
  readonly place: Omit<EntityInput<'place'>, 'aggregate'>
  /** Its rating as the site itself shows it. Of sites only whose content may be kept for longer than a day. */
  readonly aggregate?: ShownAggregate | null
  /** What the site shows in another form, or may not be kept, in words for the check. */
  readonly shown?: string | undefined
}

/** The rating of a place as its site shows it; when that was, is the time of the answer. */
export type ShownAggregate = Omit<NonNullable<EntityInput<'place'>['aggregate']>, 'at'>

/** A page of places. */
export interface PlacePage {
  readonly records: readonly unknown[]
  /** The site's clock, from before the reviews of these places were asked for; null where it was not told. */
  readonly now: Instant | null
  /** A place that the site does not give. */
  readonly missing?: { readonly name: string; readonly reason: string }
}

/** What a page of reviews is asked for. */
export interface ReviewPageRequest {
  /** Where to go on; null: at the newest review. */
  readonly token: string | null
  /** Reviews from before are not needed; null: all are. A site that cannot be told gives them all the same. */
  readonly from: Instant | null
}

/** A page of a place's reviews. */
export interface ReviewPage {
  readonly records: readonly unknown[]
  /** Where to go on; null: this was the last. */
  readonly next: string | null
  /** How many reviews the place has, as the site counts; null where it does not say. */
  readonly total: number | null
}

/**
 * A site that lists the reviews of a place, the newest first, and takes replies. `reviewParts` makes the streams, the action and
 * the check of a connector of it.
 */
export interface ReviewSite<Settings extends ReadAgain> {
  /** The site's name, for people. */
  readonly title: string
  /** The time by which its lists are ordered. */
  readonly order: 'createdAt' | 'modifiedAt'
  /** How long after its time a review may come into the list, in milliseconds. */
  readonly overlapMs: number
  /** The member of a review that is its id at the site. */
  readonly idField: string
  /** Read records; what they do not take is set aside with its reason. */
  readonly place: z.ZodType<PlaceContent>
  readonly review: z.ZodType<ReviewContent>
  /** What the addresses call a place, of a site where its id alone says it: nothing is asked then. */
  pathOf?(placeId: string): string
  /** All places, page by page. Of several records of one place the first stands for all. */
  placePages(ctx: ConnectorContext<Settings>): AsyncIterable<PlacePage>
  reviewPage(ctx: ConnectorContext<Settings>, path: string, request: ReviewPageRequest): Promise<ReviewPage>
  /** The reply that a review has now. Throws a ConnectorError of kind `gone` where the review is not there. */
  currentReply(ctx: ConnectorContext<Settings>, path: string, reviewId: string): Promise<Reply>
  /** Sends a reply, which takes the place of the one before; null takes it away. */
  sendReply(
    ctx: ConnectorContext<Settings>,
    path: string,
    reviewId: string,
    text: string | null,
  ): Promise<unknown>
  /** What it takes as a reply. `replyProblem` holds to it. */
  readonly replyRules: Omit<ReplyRules, 'problem'>
  /** Why a reply cannot be sent; null: it can. */
  replyProblem(settings: Settings, text: string): ConnectorError | null
}

/** A read of a site, from its budget `reads`. */
export function readSite<Settings, T>(
  ctx: ConnectorContext<Settings>,
  path: string,
  schema: z.ZodType<T>,
  query: Readonly<Record<string, string | number | undefined>> = {},
): Promise<Answer<T>> {
  return ctx.request({ method: 'GET', path, query, schema, budget: 'reads', effect: 'read' })
}

/** A write to a site, from its budget `edits`. */
export function writeSite<Settings>(
  ctx: ConnectorContext<Settings>,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const sent = body === undefined ? {} : { body }
  return ctx.request({ method, path, ...sent, budget: 'edits', effect: 'write', schema: z.unknown() })
}

/** A review's own id is its site's, behind that of its place: so the store can be asked for those of one place. */
export function reviewId(placeId: string, idAtSite: string): string {
  return `${placeId}/${idAtSite}`
}

/** The two parts of a review's id. */
export function partsOfReviewId(id: string): { readonly placeId: string; readonly idAtSite: string } {
  const slash = id.indexOf('/')
  return { placeId: id.slice(0, Math.max(0, slash)), idAtSite: id.slice(slash + 1) }
}
