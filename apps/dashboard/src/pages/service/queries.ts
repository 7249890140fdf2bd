import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import type { Duration, ServiceFilter } from './service-search.ts'

const { service, tickets } = client.api
const ticket = tickets[':reference']

export type Scope = InferResponseType<typeof service.scope.$get, 200>
export type Report = InferResponseType<typeof service.report.$get, 200>
export type ReportRow = Report['total']
export type Figures = NonNullable<ReportRow['figures']>
export type Difference = NonNullable<NonNullable<ReportRow['change']>['median']>
export type Distribution = InferResponseType<typeof service.distribution.$get, 200>
export type Backlog = InferResponseType<typeof service.backlog.$get, 200>
export type NotCounted = InferResponseType<(typeof service)['not-counted']['$get'], 200>
export type PresetComparison = InferResponseType<typeof service.presets.$get, 200>
export type ListedTicket = InferResponseType<typeof tickets.$get, 200>['items'][number]
export type Ticket = InferResponseType<typeof ticket.$get, 200>
export type TicketClock = Ticket['clocks'][number]

/** What stands in the address, as the API is asked: texts, and nothing where nothing is set. */
function asked<Query>(search: object): Query {
  const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)])) as Query
}

type ReportQuery = InferRequestType<typeof service.report.$get>['query']
type DistributionQuery = InferRequestType<typeof service.distribution.$get>['query']
type BacklogQuery = InferRequestType<typeof service.backlog.$get>['query']
type NotCountedQuery = InferRequestType<(typeof service)['not-counted']['$get']>['query']
type PresetsQuery = InferRequestType<typeof service.presets.$get>['query']
type TicketsQuery = InferRequestType<typeof tickets.$get>['query']

/** Up to when tickets were measured, and what can be chosen. */
export const scopeQuery = queryOptions({
  queryKey: ['service', 'scope'],
  queryFn: ({ signal }) => answer(service.scope.$get({}, { init: { signal } })),
})

export const reportQuery = (
  search: ServiceFilter & { readonly by?: string | undefined; readonly compare?: string | undefined },
) =>
  queryOptions({
    queryKey: ['service', 'report', search],
    queryFn: ({ signal }) =>
      answer(service.report.$get({ query: asked<ReportQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

export const distributionQuery = (
  search: ServiceFilter & { readonly of: Duration; readonly compare?: string | undefined },
) =>
  queryOptions({
    queryKey: ['service', 'distribution', search],
    queryFn: ({ signal }) =>
      answer(service.distribution.$get({ query: asked<DistributionQuery>(search) }, { init: { signal } })),
  })

/** Of calendar days alone: no clock runs here. */
const withoutClock = ({ clock: _, ...filter }: ServiceFilter): ServiceFilter => filter

export const backlogQuery = (filter: ServiceFilter) =>
  queryOptions({
    queryKey: ['service', 'backlog', withoutClock(filter)],
    queryFn: ({ signal }) =>
      answer(
        service.backlog.$get({ query: asked<BacklogQuery>(withoutClock(filter)) }, { init: { signal } }),
      ),
  })

export const notCountedQuery = (filter: ServiceFilter) =>
  queryOptions({
    queryKey: ['service', 'not-counted', withoutClock(filter)],
    queryFn: ({ signal }) =>
      answer(
        service['not-counted'].$get(
          { query: asked<NotCountedQuery>(withoutClock(filter)) },
          { init: { signal } },
        ),
      ),
  })

export const presetsQuery = (search: ServiceFilter & { readonly preset: string }) =>
  queryOptions({
    queryKey: ['service', 'presets', search],
    queryFn: ({ signal }) =>
      answer(service.presets.$get({ query: asked<PresetsQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

/** One page of the tickets behind a figure. */
export const ticketsQuery = (search: ServiceFilter & Readonly<Record<string, unknown>>) =>
  queryOptions({
    queryKey: ['tickets', search],
    queryFn: ({ signal }) =>
      answer(tickets.$get({ query: asked<TicketsQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

export const ticketQuery = (reference: string) =>
  queryOptions({
    queryKey: ['ticket', reference],
    queryFn: ({ signal }) =>
      // The client puts it into the address as it is.
      answer(ticket.$get({ param: { reference: encodeURIComponent(reference) } }, { init: { signal } })),
  })
