import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'

const customers = client.api.customers
const customer = customers[':id']

/** What the list of customers is filtered and sorted by: what stands in the URL. */
export interface CustomersSearch {
  readonly q?: string | undefined
  readonly segment?: readonly string[] | undefined
  readonly churnRisk?: readonly string[] | undefined
  readonly sort?: string | undefined
  readonly cursor?: string | undefined
}

type ListQuery = InferRequestType<typeof customers.$get>['query']

/** A customer as the list has it. */
export type ListedCustomer = InferResponseType<typeof customers.$get, 200>['items'][number]

/** A customer as its page has it. */
export type Customer = InferResponseType<typeof customer.$get, 200>

/** What a computation was made of. */
export type ValueExplanation = InferResponseType<typeof customer.explanation.$get, 200>

/** One page of the customers. */
export const customersQuery = (search: CustomersSearch) =>
  queryOptions({
    queryKey: ['customers', search],
    queryFn: ({ signal }) => answer(customers.$get({ query: search as ListQuery }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => answer(customer.$get({ param: { id } }, { init: { signal } })),
  })

/** The value of a customer at each evaluation. */
export const customerHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id, 'history'],
    queryFn: ({ signal }) =>
      answer(customer.history.$get({ param: { id }, query: { metric: 'clv' } }, { init: { signal } })),
  })

export const customerExplanationQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id, 'explanation'],
    queryFn: ({ signal }) =>
      answer(customer.explanation.$get({ param: { id }, query: { metric: 'clv' } }, { init: { signal } })),
  })
