import { queryOptions } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'

const { overview } = client.api

export type Overview = InferResponseType<typeof overview.$get, 200>
export type Numbers = InferResponseType<typeof overview.numbers.$get, 200>
export type Known = Numbers['futureValue']
export type Loyalty = InferResponseType<(typeof overview)['service-and-loyalty']['$get'], 200>

export const overviewQuery = queryOptions({
  queryKey: ['overview', 'needs'],
  queryFn: ({ signal }) => answer(overview.$get({}, { init: { signal } })),
})

export const numbersQuery = queryOptions({
  queryKey: ['overview', 'numbers'],
  queryFn: ({ signal }) => answer(overview.numbers.$get({}, { init: { signal } })),
})

/** Asked for by itself: it takes longer than everything else on the page. */
export const valueIntervalQuery = queryOptions({
  queryKey: ['overview', 'value interval'],
  queryFn: ({ signal }) => answer(overview['value-interval'].$get({}, { init: { signal } })),
})

export const loyaltyQuery = queryOptions({
  queryKey: ['overview', 'loyalty'],
  queryFn: ({ signal }) => answer(overview['service-and-loyalty'].$get({}, { init: { signal } })),
})
