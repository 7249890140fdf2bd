import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
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

/** What a value was made of: what `rapport explain --json` prints of it. The description of the API leaves it open. */
export interface ValueExplanation {
  readonly parts: {
    readonly expectedOrders: number
    readonly discountedOrders: number
    readonly spendPerOrder: number
    readonly margin: number
    readonly discount: number
    readonly contracts: number | null
  } | null
  readonly occasions: readonly {
    readonly day: string
    readonly amount: string | null
    readonly deals: readonly string[]
    readonly setAside: boolean
  }[]
  /** Where people open the deals, by their references; without those of which that is not known. */
  readonly dealPages: Readonly<Record<string, { readonly system: string; readonly url: string }>>
}

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

/** A page of what a customer has. */
export interface ListPage<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly total: number | null
}

/** So many more come at a time. */
const limit = '50'

/** A list of a customer that grows; its page has the first stretch already. */
const growing = <Item>(
  key: readonly string[],
  first: ListPage<Item>,
  read: (
    query: { readonly cursor?: string; readonly limit: string },
    signal: AbortSignal,
  ) => Promise<ListPage<Item>>,
) =>
  infiniteQueryOptions({
    queryKey: ['customer', ...key],
    queryFn: ({ pageParam, signal }) =>
      read({ ...(pageParam === null ? {} : { cursor: pageParam }), limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    initialData: { pages: [first], pageParams: [null] },
  })

export const customerDealsQuery = ({ id, deals }: Customer) =>
  growing([String(id), 'deals'], deals, (query, signal) =>
    answer(customer.deals.$get({ param: { id: String(id) }, query }, { init: { signal } })),
  )

export const customerTicketsQuery = ({ id, tickets }: Customer) =>
  growing([String(id), 'tickets'], tickets, (query, signal) =>
    answer(customer.tickets.$get({ param: { id: String(id) }, query }, { init: { signal } })),
  )

export const customerReviewsQuery = ({ id, reviews }: Customer) =>
  growing([String(id), 'reviews'], reviews, (query, signal) =>
    answer(customer.reviews.$get({ param: { id: String(id) }, query }, { init: { signal } })),
  )

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
    queryFn: async ({ signal }) => {
      const asked = customer.explanation.$get(
        { param: { id }, query: { metric: 'clv' } },
        { init: { signal } },
      )
      return (await answer(asked)) as unknown as ValueExplanation
    },
  })
