import { notFound } from '../errors.ts'
import { ownerToJson } from '../owners.ts'
import { accountPaths, ownerPaths, pipelinePaths, teamPaths } from '../paths.ts'
import { type Pipeline, pipelinesOf, pipelineToJson, stageToJson } from '../pipelines.ts'
import { afterOf, first, limitOf, param, type RawCall, type Route, route, typeOf } from '../route.ts'

const OWNER_PAGE = { usual: 100, most: 500 }

const owners = (): string[][] => [['crm.objects.owners.read']]
const teams = (): string[][] => [['settings.users.teams.read']]
const anyToken = (): string[][] => []
const pipelines = (params: Record<string, string>): string[][] => {
  const type = typeOf({ params })
  return [[type.schemaReadScope, type.readScope]]
}

function pipelineOf(call: RawCall): Pipeline {
  const id = param(call, 'pipelineId')
  const pipeline = pipelinesOf(typeOf(call).name).find((row) => row.id === id)
  if (pipeline === undefined) throw notFound(`Pipeline ${id} does not exist`)
  return pipeline
}

/** Owners, pipelines and the account itself. */
export const accountRoutes: readonly Route[] = [
  route({ method: 'GET', paths: ownerPaths(''), kind: 'read', scopes: owners }, (call) => {
    const archived = first(call, 'archived') === 'true'
    const email = first(call, 'email')
    const limit = limitOf(call, OWNER_PAGE.usual, OWNER_PAGE.most)
    const after = afterOf(call)
    const found = call.state.owners
      .filter((owner) => owner.archived === archived && Number(owner.id) > after)
      .filter((owner) => email === undefined || owner.email.toLowerCase() === email.toLowerCase())
      .toSorted((left, right) => Number(left.id) - Number(right.id))
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const paging = found.length > limit && last !== undefined ? { paging: { next: { after: last.id } } } : {}
    return {
      status: 200,
      body: { results: page.map((owner) => ownerToJson(owner, call.state.teams)), ...paging },
    }
  }),
  route({ method: 'GET', paths: ownerPaths('/:ownerId'), kind: 'read', scopes: owners }, (call) => {
    const archived = first(call, 'archived') === 'true'
    const key = param(call, 'ownerId')
    const byUser = first(call, 'idProperty') === 'userId'
    const owner = call.state.owners.find(
      (row) => (byUser ? String(row.userId) : row.id) === key && row.archived === archived,
    )
    if (owner === undefined) throw notFound(`Owner ${key} does not exist`)
    return { status: 200, body: ownerToJson(owner, call.state.teams) }
  }),
  route({ method: 'GET', paths: teamPaths(), kind: 'read', scopes: teams }, (call) => ({
    status: 200,
    body: { results: call.state.teams },
  })),
  route({ method: 'GET', paths: pipelinePaths(''), kind: 'read', scopes: pipelines }, (call) => ({
    status: 200,
    body: { results: pipelinesOf(typeOf(call).name).map(pipelineToJson) },
  })),
  route({ method: 'GET', paths: pipelinePaths('/:pipelineId'), kind: 'read', scopes: pipelines }, (call) => ({
    status: 200,
    body: pipelineToJson(pipelineOf(call)),
  })),
  route(
    { method: 'GET', paths: pipelinePaths('/:pipelineId/stages'), kind: 'read', scopes: pipelines },
    (call) => ({
      status: 200,
      body: { results: pipelineOf(call).stages.map(stageToJson) },
    }),
  ),
  route({ method: 'GET', paths: accountPaths(), kind: 'read', scopes: anyToken }, (call) => {
    const { portalId, companyCurrency, timeZone } = call.state.account
    return {
      status: 200,
      body: {
        portalId,
        accountType: 'STANDARD',
        timeZone,
        companyCurrency,
        additionalCurrencies: [],
        utcOffset: utcOffset(timeZone, call.state.now()),
        utcOffsetMilliseconds: utcOffsetMs(timeZone, call.state.now()),
        uiDomain: 'app.hubspot.com',
        dataHostingLocation: 'na1',
      },
    }
  }),
]

function utcOffsetMs(timeZone: string, now: number): number {
  const whole = Math.floor(now / 1000) * 1000
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(whole)
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - whole
}

function utcOffset(timeZone: string, now: number): string {
  const minutes = utcOffsetMs(timeZone, now) / 60_000
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}
