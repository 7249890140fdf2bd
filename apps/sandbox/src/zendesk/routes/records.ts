import { forbidden, invalidParameter, recordNotFound } from '../errors.ts'
import { type ListPage, listPage } from '../lists.ts'
import {
  commentJson,
  groupJson,
  membershipJson,
  metricSetJson,
  ratingJson,
  surveyResponseJson,
  ticketJson,
  userJson,
} from '../projections.ts'
import { idOf, type Route, route } from '../route.ts'

const me = route('GET', '/api/v2/users/me', 'read', 'agents', ({ state, credentials }) => ({
  user: userJson(state, state.user(credentials.userId)),
}))

const users = route('GET', '/api/v2/users', 'list', 'agents', ({ state, url }) => {
  const roles = url.searchParams.getAll('role[]')
  const shown = [...state.users.values()].filter(
    (user) => user.active && !user.hidden && (roles.length === 0 || roles.includes(user.role)),
  )
  return listed('users', listPage(shown, url), (user) => userJson(state, user))
})

const groups = route('GET', '/api/v2/groups', 'list', 'agents', ({ state, url }) => {
  const deletedToo = url.searchParams.get('exclude_deleted') === 'false'
  const shown = [...state.groups.values()].filter(({ deleted }) => deletedToo || !deleted)
  return listed('groups', listPage(shown, url), (group) => groupJson(state, group))
})

const memberships = route('GET', '/api/v2/group_memberships', 'list', 'agents', ({ state, url }) =>
  listed('group_memberships', listPage(state.memberships, url), membershipJson),
)

const ticketFields = route('GET', '/api/v2/ticket_fields', 'list', 'agents', ({ state, url }) =>
  listed('ticket_fields', listPage(state.ticketFields, url), (field) => ({ ...field, active: true })),
)

const tickets = route('GET', '/api/v2/tickets', 'list', 'agents', ({ state, url }) => {
  const shown = [...state.tickets.values()].filter(
    ({ archived, status }) => !archived && status !== 'deleted',
  )
  return listed('tickets', listPage(shown, url), (ticket) => ticketJson(state, ticket))
})

/** Most ids of one call of `show_many`. */
const MOST_IDS = 100

const showMany = route('GET', '/api/v2/tickets/show_many', 'read', 'agents', ({ state, url }) => {
  const ids = (url.searchParams.get('ids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length === 0 || ids.length > MOST_IDS) {
    throw invalidParameter('ids', `must name 1 to ${MOST_IDS} tickets`)
  }
  const found = [...new Set(ids)].flatMap((id) => state.tickets.get(Number(id)) ?? [])
  const shown = found.filter(({ status }) => status !== 'deleted')
  return {
    tickets: shown.map((ticket) => ticketJson(state, ticket)),
    ...(url.searchParams.get('include') === 'metric_sets' ? { metric_sets: shown.map(metricSetJson) } : {}),
    count: shown.length,
    next_page: null,
    previous_page: null,
  }
})

const comments = route('GET', '/api/v2/tickets/:ticket/comments', 'list', 'agents', (call) => {
  const ticket = call.state.tickets.get(idOf(call, 'ticket'))
  if (ticket === undefined || ticket.status === 'deleted') throw recordNotFound()
  const shown = [...call.state.comments.values()].filter(({ ticketId }) => ticketId === ticket.id)
  return listed('comments', listPage(shown, call.url), commentJson)
})

const ratings = route(
  'GET',
  '/api/v2/satisfaction_ratings',
  'list',
  'admins',
  ({ state, behaviour, url }) => {
    if (behaviour.csat === 'none') throw forbidden()
    const { searchParams } = url
    const from = Number(searchParams.get('start_time') ?? 0) * 1_000
    const to = Number(searchParams.get('end_time') ?? Number.POSITIVE_INFINITY) * 1_000
    const isWanted = (score: string): boolean => {
      const wanted = searchParams.get('score')
      return wanted === null || wanted === score || (wanted === 'received' && score !== 'offered')
    }
    const shown = [...state.ratings.values()].filter(
      ({ hidden, createdAt, score }) => !hidden && createdAt >= from && createdAt <= to && isWanted(score),
    )
    return listed('satisfaction_ratings', listPage(behaviour.csat === 'legacy' ? shown : [], url), (rating) =>
      ratingJson(state, rating),
    )
  },
)

const surveys = route(
  'GET',
  '/api/v2/guide/survey_responses',
  'list',
  'admins',
  ({ state, behaviour, url }) => {
    if (behaviour.csat === 'none') throw forbidden()
    const from = Number(url.searchParams.get('filter[created_at_start]') ?? 0)
    const shown = [...state.surveyResponses.values()].filter(
      ({ hidden, createdAt }) => !hidden && createdAt >= from,
    )
    return listed('survey_responses', listPage(behaviour.csat === 'surveys' ? shown : [], url), (response) =>
      surveyResponseJson(state, response),
    )
  },
)

/** What is read record by record and list by list. Fixed words before parameters. */
export const recordRoutes: readonly Route[] = [
  me,
  users,
  groups,
  memberships,
  ticketFields,
  showMany,
  comments,
  tickets,
  ratings,
  surveys,
]

function listed<Item>(
  name: string,
  { items, meta, links }: ListPage<Item>,
  show: (item: Item) => Record<string, unknown>,
): Record<string, unknown> {
  return { [name]: items.map(show), meta, links }
}
