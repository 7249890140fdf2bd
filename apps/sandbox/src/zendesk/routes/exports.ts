import { type CursorPage, cursorExport, type ExportQuery, type TimePage, timeExport } from '../exports.ts'
import { eventJson, metricSetJson, organizationJson, ticketJson, userJson } from '../projections.ts'
import type { Exported } from '../records.ts'
import { type Call, type Route, route } from '../route.ts'

const tickets = route('GET', '/api/v2/incremental/tickets/cursor', 'export', 'admins', (call) => {
  const { state, behaviour, url } = call
  const deletedToo = url.searchParams.get('exclude_deleted') !== 'true'
  const shown = [...state.tickets.values()].filter(({ status }) => deletedToo || status !== 'deleted')
  const page = cursorExport(shown, asked(call))
  const sideloads = (url.searchParams.get('include') ?? '').split(',')
  return {
    tickets: page.items.map((ticket) => ticketJson(state, ticket)),
    ...(behaviour.metricSets && sideloads.includes('metric_sets')
      ? { metric_sets: page.items.map(metricSetJson) }
      : {}),
    ...cursorFields(call, page),
  }
})

const users = route('GET', '/api/v2/incremental/users/cursor', 'export', 'admins', (call) => {
  const page = cursorExport(call.state.users.values(), asked(call))
  return { users: page.items.map((user) => userJson(call.state, user)), ...cursorFields(call, page) }
})

const organizations = route('GET', '/api/v2/incremental/organizations', 'export', 'admins', (call) => {
  const page = timeExport(call.state.organizations.values(), ({ updatedAt }) => updatedAt, asked(call))
  return {
    organizations: page.items.map((organization) => organizationJson(call.state, organization)),
    ...timeFields(call, page),
  }
})

const ticketEvents = route('GET', '/api/v2/incremental/ticket_events', 'export', 'admins', (call) => {
  const page = timeExport(call.state.events, ({ at }) => at, asked(call))
  const withComments = call.url.searchParams.get('include') === 'comment_events'
  return {
    ticket_events: page.items.map((event) => eventJson(call.state, event, withComments)),
    ...timeFields(call, page),
  }
})

/** Incremental exports: for admins, ten a minute, a minute late. */
export const exportRoutes: readonly Route[] = [tickets, users, organizations, ticketEvents]

function asked({ state, behaviour, url }: Call): ExportQuery {
  return { query: url.searchParams, now: state.now(), lagMs: behaviour.exportLagMs }
}

function cursorFields<Item extends Exported>(
  { url }: Call,
  { afterCursor, endOfStream }: CursorPage<Item>,
): Record<string, unknown> {
  return {
    after_cursor: afterCursor,
    after_url: afterCursor === null ? null : `${url.origin}${url.pathname}?cursor=${afterCursor}`,
    before_cursor: null,
    before_url: null,
    end_of_stream: endOfStream,
  }
}

function timeFields<Item>(
  { url }: Call,
  { items, endTime, endOfStream }: TimePage<Item>,
): Record<string, unknown> {
  return {
    count: items.length,
    end_time: endTime,
    next_page: endTime === null ? null : `${url.origin}${url.pathname}?start_time=${endTime}`,
    end_of_stream: endOfStream,
  }
}
