import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { asked, type ReputationFilter, type ReviewFilter } from './reputation-search.ts'

const { reputation, reviews, places } = client.api
const review = reviews[':reference']

export type Scorecard = InferResponseType<typeof reputation.$get, 200>
export type Figures = Scorecard['total']['figures']
export type PlaceRow = Scorecard['places'][number]
export type BrandRow = Scorecard['brands'][number]
export type Trend = InferResponseType<typeof reputation.trend.$get, 200>
export type Keywords = InferResponseType<typeof reputation.keywords.$get, 200>
export type Keyword = Keywords['languages'][number]['unhappy'][number]
export type ListedReview = InferResponseType<typeof reviews.$get, 200>['items'][number]
export type Review = InferResponseType<typeof review.$get, 200>
export type Places = InferResponseType<typeof places.$get, 200>
export type ShownReview = InferResponseType<
  (typeof places)[':reference']['live']['$get'],
  200
>['reviews'][number]

/** The client puts it into the address as it is, and ids may hold any sign. */
const pathOf = (reference: string) => ({ reference: encodeURIComponent(reference) })

/** What is set, as texts: nothing where nothing is set. */
function texts<Query>(values: object): Query {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)])) as Query
}

type ScorecardQuery = InferRequestType<typeof reputation.$get>['query']
type TrendQuery = InferRequestType<typeof reputation.trend.$get>['query']
type KeywordsQuery = InferRequestType<typeof reputation.keywords.$get>['query']
type ReviewsQuery = InferRequestType<typeof reviews.$get>['query']

export const scorecardQuery = (filter: ReputationFilter) =>
  queryOptions({
    queryKey: ['reputation', 'scorecard', filter],
    queryFn: ({ signal }) =>
      answer(reputation.$get({ query: texts<ScorecardQuery>(filter) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

export const trendQuery = (filter: ReputationFilter) =>
  queryOptions({
    queryKey: ['reputation', 'trend', filter],
    queryFn: ({ signal }) =>
      answer(reputation.trend.$get({ query: texts<TrendQuery>(filter) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

export const keywordsQuery = (filter: ReputationFilter) =>
  queryOptions({
    queryKey: ['reputation', 'keywords', filter],
    queryFn: ({ signal }) =>
      answer(reputation.keywords.$get({ query: texts<KeywordsQuery>(filter) }, { init: { signal } })),
  })

export type Place = Places['items'][number]

export const placesQuery = queryOptions({
  queryKey: ['reputation', 'places'],
  queryFn: ({ signal }) => answer(places.$get({}, { init: { signal } })),
})

/** Companies that a place may belong to. */
export const companiesQuery = (sought: string) =>
  queryOptions({
    queryKey: ['companies', sought],
    queryFn: ({ signal }) =>
      answer(client.api.companies.$get({ query: { q: sought } }, { init: { signal } })),
    placeholderData: (previous) => previous,
    enabled: sought !== '',
  })

/** A place belongs to a company, or to none where that is null. */
export const decideOnPlace = (place: string, decision: { company: string | null; reason: string }) =>
  answer(places[':reference'].company.$put({ param: pathOf(place), json: decision }))

export const undoPlaceDecision = (id: number) =>
  answer(client.api['place-decisions'][':id'].$delete({ param: { id: String(id) } }))

/** One page of reviews. */
export const reviewsQuery = ({
  cursor,
  limit,
  ...filter
}: ReviewFilter & { readonly cursor?: string | undefined; readonly limit?: number }) =>
  queryOptions({
    queryKey: ['reviews', 'list', filter, cursor, limit],
    queryFn: ({ signal }) =>
      answer(
        reviews.$get(
          { query: texts<ReviewsQuery>({ ...asked(filter), cursor, limit }) },
          { init: { signal } },
        ),
      ),
    placeholderData: (previous) => previous,
  })

export const languagesQuery = queryOptions({
  queryKey: ['reviews', 'languages'],
  queryFn: ({ signal }) => answer(reviews.languages.$get({}, { init: { signal } })),
})

export const reviewQuery = (reference: string) =>
  queryOptions({
    queryKey: ['reviews', 'one', reference],
    queryFn: ({ signal }) => answer(review.$get({ param: pathOf(reference) }, { init: { signal } })),
  })

/** What a site shows of a place now. It may not be kept: not even here, longer than it is looked at. */
export const shownReviewsQuery = (place: string) =>
  queryOptions({
    queryKey: ['places', place, 'live'],
    queryFn: ({ signal }) =>
      answer(places[':reference'].live.$get({ param: pathOf(place) }, { init: { signal } })),
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })

export const sendReply = (reference: string, text: string, replyVersion: string): Promise<Review> =>
  answer(review.reply.$post({ param: pathOf(reference), json: { text, replyVersion } }))

export const removeReply = (reference: string, replyVersion: string): Promise<Review> =>
  answer(review.reply.$delete({ param: pathOf(reference), query: { replyVersion } }))
