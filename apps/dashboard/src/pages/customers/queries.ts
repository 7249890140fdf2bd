import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'

/** What the list of customers is filtered and sorted by: what stands in the URL. */
export interface CustomersSearch {
  readonly q?: string | undefined
  readonly segment?: readonly string[] | undefined
  readonly churnRisk?: readonly string[] | undefined
  readonly sort?: string | undefined
  readonly cursor?: string | undefined
}

type ListQuery = InferRequestType<typeof client.api.customers.$get>['query']

/** One page of the customers. */
export const customersQuery = (search: CustomersSearch) =>
  queryOptions({
    queryKey: ['customers', search],
    queryFn: ({ signal }) =>
      answer(client.api.customers.$get({ query: search as ListQuery }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

/** A customer as the list has it. */
export type ListedCustomer = InferResponseType<typeof client.api.customers.$get, 200>['items'][number]
