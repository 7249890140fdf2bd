import { queryOptions } from '@tanstack/react-query'
import type { InferResponseType } from 'hono/client'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'

const { account, settings, users, invitations, roles } = client.api
const keys = client.api['api-keys']
const hours = settings['working-hours']

export type Member = InferResponseType<typeof users.$get, 200>['items'][number]
export type ApiKey = InferResponseType<typeof keys.$get, 200>['items'][number]
export type WorkingHours = InferResponseType<typeof hours.$get, 200>
export type WorkingSchedule = WorkingHours['schedules'][number]
export type HoursPreview = InferResponseType<typeof hours.preview.$post, 200>
export type Policies = InferResponseType<typeof settings.policies.$get, 200>
export type Policy = Policies['items'][number]
export type Parameter = Policy['parameters'][number]
export type General = InferResponseType<typeof settings.general.$get, 200>
export type Role = Member['role']

export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: () => answer(roles.$get()) })
export const usersQuery = queryOptions({ queryKey: ['users'], queryFn: () => answer(users.$get()) })
export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => answer(invitations.$get()),
})
export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: () => answer(account.sessions.$get()),
})
export const apiKeysQuery = queryOptions({
  queryKey: ['account', 'keys'],
  queryFn: () => answer(keys.$get()),
})
export const generalQuery = queryOptions({
  queryKey: ['settings', 'general'],
  queryFn: () => answer(settings.general.$get()),
})
export const channelsQuery = queryOptions({
  queryKey: ['settings', 'channels'],
  queryFn: () => answer(settings['alert-channels'].$get()),
})
export const hoursQuery = queryOptions({
  queryKey: ['settings', 'hours'],
  queryFn: () => answer(hours.$get()),
})
export const hoursPreviewQuery = (asked: {
  readonly schedules: readonly WorkingSchedule[]
  readonly from: string
  readonly to: string
}) =>
  queryOptions({
    queryKey: ['settings', 'hours', 'preview', asked],
    queryFn: () => answer(hours.preview.$post({ json: { ...asked, schedules: [...asked.schedules] } })),
    placeholderData: (previous) => previous,
  })
export const currenciesQuery = queryOptions({
  queryKey: ['settings', 'currencies'],
  queryFn: () => answer(settings.currencies.$get()),
})
export const policiesQuery = queryOptions({
  queryKey: ['settings', 'policies'],
  queryFn: () => answer(settings.policies.$get()),
})
export const historyQuery = (below: string) =>
  queryOptions({
    queryKey: ['settings', 'history', below],
    queryFn: () => answer(settings.history.$get({ query: { below, limit: '50' } })),
  })
