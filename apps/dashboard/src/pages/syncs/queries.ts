import { queryOptions } from '@tanstack/react-query'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'

const { runs, plans, holds, rejects, connections, schedules, alerts, audit } = client.api
const requests = client.api['run-requests']
const run = runs[':id']
const plan = plans[':id']

export type ListedRun = InferResponseType<typeof runs.$get, 200>['items'][number]
export type OpenedRun = InferResponseType<typeof run.$get, 200>
export type Step = OpenedRun['steps'][number]
export type RunRequest = InferResponseType<typeof requests.$get, 200>['items'][number]
export type ListedPlan = InferResponseType<typeof plans.$get, 200>['items'][number]
export type OpenedPlan = InferResponseType<typeof plan.$get, 200>
export type PlanItem = InferResponseType<typeof plan.items.$get, 200>['items'][number]
export type HeldRecord = InferResponseType<typeof holds.$get, 200>['items'][number]
export type Reject = InferResponseType<typeof rejects.$get, 200>['items'][number]
export type RejectGroup = InferResponseType<typeof rejects.groups.$get, 200>['items'][number]
export type Connection = InferResponseType<typeof connections.$get, 200>['items'][number]
export type Schedules = InferResponseType<typeof schedules.$get, 200>
export type Schedule = Schedules['items'][number]
export type Alerts = InferResponseType<typeof alerts.$get, 200>
export type AuditEntry = InferResponseType<typeof audit.$get, 200>['items'][number]
export type WantedSchedule = InferRequestType<typeof schedules.preview.$post>['json']

/** What goes on is looked at so often, in milliseconds. */
const soon = 2_000
/** What may begin at any time is looked for so often. */
const later = 5_000

/** What stands in the address, as the API is asked: nothing where nothing is set. */
function asked<Query>(search: object): Query {
  const set = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(set) as Query
}

type RunsQuery = InferRequestType<typeof runs.$get>['query']
type PlansQuery = InferRequestType<typeof plans.$get>['query']
type ItemsQuery = InferRequestType<typeof plan.items.$get>['query']
type HoldsQuery = InferRequestType<typeof holds.$get>['query']
type RejectsQuery = InferRequestType<typeof rejects.$get>['query']
type GroupsQuery = InferRequestType<typeof rejects.groups.$get>['query']
type AuditQuery = InferRequestType<typeof audit.$get>['query']

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) => answer(connections.$get({}, { init: { signal } })),
  refetchInterval: 30_000,
})

export const runsQuery = (search: object) =>
  queryOptions({
    queryKey: ['runs', search],
    queryFn: ({ signal }) => answer(runs.$get({ query: asked<RunsQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'running') === true ? soon : later,
  })

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => answer(run.$get({ param: { id } }, { init: { signal } })),
  })

/** What is asked for and has not ended. */
export const requestsQuery = queryOptions({
  queryKey: ['run-requests'],
  queryFn: ({ signal }) => answer(requests.$get({}, { init: { signal } })),
  refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > 0 ? soon : 30_000),
})

export const requestQuery = (id: number) =>
  queryOptions({
    queryKey: ['run-request', id],
    queryFn: ({ signal }) =>
      answer(requests[':id'].$get({ param: { id: String(id) } }, { init: { signal } })),
    refetchInterval: 500,
  })

export const plansQuery = (search: object) =>
  queryOptions({
    queryKey: ['plans', search],
    queryFn: ({ signal }) => answer(plans.$get({ query: asked<PlansQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['plan', id],
    queryFn: ({ signal }) => answer(plan.$get({ param: { id } }, { init: { signal } })),
    refetchInterval: ({ state }) => (state.data?.underWay == null ? false : 1_000),
  })

export const planItemsQuery = (id: string, search: object) =>
  queryOptions({
    queryKey: ['plan', id, 'items', search],
    queryFn: ({ signal }) =>
      answer(plan.items.$get({ param: { id }, query: asked<ItemsQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

/** A record is held once by each revert that put fields of it back. */
export const holdsQuery = (search: object) =>
  queryOptions({
    queryKey: ['holds', search],
    queryFn: ({ signal }) => answer(holds.$get({ query: asked<HoldsQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
    select: ({ items, ...page }) => ({
      ...page,
      items: items.map((item) => ({ ...item, id: `${item.record} ${item.plan}` })),
    }),
  })

export const rejectsQuery = (search: object) =>
  queryOptions({
    queryKey: ['rejects', search],
    queryFn: ({ signal }) =>
      answer(rejects.$get({ query: asked<RejectsQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ outcome, retry }) => outcome === 'waiting' && retry === 'by id') === true
        ? soon
        : false,
  })

export const rejectGroupsQuery = (search: object) =>
  queryOptions({
    queryKey: ['rejects', 'groups', search],
    queryFn: ({ signal }) =>
      answer(rejects.groups.$get({ query: asked<GroupsQuery>(search) }, { init: { signal } })),
  })

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: ({ signal }) => answer(schedules.$get({}, { init: { signal } })),
})

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => answer(alerts.$get({}, { init: { signal } })),
})

export const auditQuery = (search: object) =>
  queryOptions({
    queryKey: ['audit', search],
    queryFn: ({ signal }) => answer(audit.$get({ query: asked<AuditQuery>(search) }, { init: { signal } })),
    placeholderData: (previous) => previous,
  })

/** What a schedule would do, and what is wrong with it. */
export const schedulePreviewQuery = (wanted: WantedSchedule) =>
  queryOptions({
    queryKey: ['schedule-preview', wanted],
    queryFn: ({ signal }) => answer(schedules.preview.$post({ json: wanted }, { init: { signal } })),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
