import type { z } from '@hono/zod-openapi'
import { formatLocalDay, localDay } from '@rapport/metrics'
import {
  countReviews,
  countTickets,
  readTickets,
  reviewDays,
  SEGMENTS_AT_RISK,
  serviceMeasuredAt,
  type TicketChoice,
  type Workspace,
} from '@rapport/run'
import { sql } from 'kysely'
import type { Principal } from '../access/principal.ts'
import { type ConnectionHealth, connectionHealths } from '../connections/connection-health.ts'
import { freshCustomerList } from '../customers/fresh-list.ts'
import { countCustomers, listCustomers } from '../customers/list-customers.ts'
import { listReviewPage } from '../reviews/list-reviews.ts'
import type { Server } from '../server.ts'
import type { overview } from './overview-answers.ts'

type Overview = z.output<typeof overview>

/** How many of each are told. */
const shown = 5

/** What needs somebody today, as far as who asks may see it. */
export async function readNeeds(
  server: Server,
  workspace: Workspace,
  principal: Principal,
): Promise<Overview> {
  const mayRuns = principal.permissions.has('runs:read')
  const version = await freshCustomerList(server, workspace)
  const rows = [principal.agents, principal.permissions.has('records:read')]
  const [hasData, overdue, atRisk, unhappy, connections] = await Promise.all([
    hasRecords(workspace),
    server.cache.answer(['overdue replies', ...rows], version, () => overdueReplies(workspace, principal)),
    server.cache.answer(['customers at risk', ...rows], version, () => customersAtRisk(workspace, principal)),
    // Not cached: what is shown of reviews may be gone at any moment.
    unhappyReviews(workspace, principal),
    mayRuns ? connectionHealths(workspace) : null,
  ])
  return {
    ...{ today: reviewDays(workspace, {}).to, hasData, overdue, atRisk, unhappy },
    failing: connections === null ? null : failingConnections(connections),
    rejects:
      connections === null || !principal.permissions.has('rejects:read') ? null : setAside(connections),
  }
}

async function hasRecords({ store: { db } }: Workspace): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from customer) or exists (select from ticket) or exists (select from review) as some
  `.execute(db)
  return rows[0]?.some ?? false
}

/** Whenever they began: the list of tickets takes ten years at most. */
const longestDays = 3_650

async function overdueReplies(workspace: Workspace, principal: Principal): Promise<Overview['overdue']> {
  const { db } = workspace.store
  const asOf = await serviceMeasuredAt(db)
  if (asOf === null) return null
  const last = localDay(asOf.toISOString(), workspace.config.timezone)
  const days = { from: formatLocalDay(last - longestDays + 1), to: formatLocalDay(last) }
  const slice = { ...days, ...(principal.agents === null ? {} : { agents: principal.agents }) }
  const choice: TicketChoice = { slice, selection: 'overdue', asOf }
  const [count, tickets] = await Promise.all([
    countTickets(db, choice),
    principal.permissions.has('records:read')
      ? readTickets<{ readonly dueAt: Date | null }>(db, choice, {
          orderBy: sql`metric.waiting_due_at, metric.ticket_id`,
          limit: shown,
          columns: sql`metric.waiting_due_at as "dueAt"`,
        })
      : [],
  ])
  const items = tickets.map(({ record, subject, customer, agent, dueAt }) => ({
    ...{ record, subject, customer, agent },
    dueAt: dueAt?.toISOString() ?? null,
    overdueSeconds: dueAt === null ? null : Math.round((asOf.getTime() - dueAt.getTime()) / 1_000),
  }))
  return { count, filter: { selection: 'overdue', ...days }, items }
}

async function customersAtRisk(workspace: Workspace, principal: Principal): Promise<Overview['atRisk']> {
  const { db } = workspace.store
  const filter = { segment: SEGMENTS_AT_RISK, churnRisk: [], sort: '-clv', agents: principal.agents } as const
  const [count, listed] = await Promise.all([
    countCustomers(db, filter),
    principal.permissions.has('records:read')
      ? listCustomers(db, filter, { cursor: undefined, limit: shown })
      : { items: [] },
  ])
  const items = listed.items.map(({ id, name, besideName, record, clv, segment, why }) => ({
    ...{ id, name, besideName, record, clv, segment, why },
  }))
  return { count, filter: { segment: [...SEGMENTS_AT_RISK], sort: '-clv' }, items }
}

/** One star or two. */
const unhappyStars = 2

async function unhappyReviews(workspace: Workspace, principal: Principal): Promise<Overview['unhappy']> {
  const choice = { isUnanswered: true, maxStars: unhappyStars }
  const [count, page] = await Promise.all([
    countReviews(workspace.store.db, choice),
    principal.permissions.has('records:read')
      ? listReviewPage(workspace, choice, { cursor: undefined, limit: shown })
      : { items: [] },
  ])
  const items = page.items.map(({ reference, placeName, stars, text, language, createdAt }) => ({
    ...{ reference, placeName, stars, text, language, createdAt },
  }))
  return { count, filter: { unanswered: 'true', maxStars: String(unhappyStars) }, items }
}

function failingConnections(connections: readonly ConnectionHealth[]): Overview['failing'] {
  const items = connections.flatMap(({ name, title, lastError }) =>
    lastError === null ? [] : [{ name, title, ...lastError }],
  )
  return { count: items.length, filter: {}, items: items.slice(0, shown) }
}

function setAside(connections: readonly ConnectionHealth[]): Overview['rejects'] {
  const items = connections
    .flatMap(({ name: connection, rejects }) => (rejects === 0 ? [] : [{ connection, rejects }]))
    .sort((one, other) => other.rejects - one.rejects)
  return {
    count: items.reduce((sum, { rejects }) => sum + rejects, 0),
    ...{ filter: {}, items: items.slice(0, shown) },
  }
}
