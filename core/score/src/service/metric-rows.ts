import type { Duration, FirstContact, ServicePolicy, TicketMetrics, Turn } from '@rapport/metrics'
import { formatLocalDay, localDayOfInstant } from '@rapport/metrics'
import type { TicketParty } from './ticket-party.ts'

/** What one ticket comes to in the store: by column name of `ticket_metric`. */
export type MetricRow = Readonly<Record<string, unknown>>

/** Where and by which calendar a ticket is filed. */
export interface Filing {
  readonly connection: string
  /** IANA zone in which days begin. */
  readonly timezone: string
}

/** The row of one ticket, repeat contacts not yet looked at. */
export function metricRow(
  metrics: TicketMetrics,
  own: FirstContact,
  {
    party,
    policy,
    ...filing
  }: Filing & { readonly party: TicketParty | null; readonly policy: ServicePolicy },
): MetricRow {
  const { firstResponse, turns } = metrics
  const waiting = turns.findLast(({ repliedAt, closedAt }) => repliedAt === null && closedAt === null) ?? null
  const answering = answeringTurn(metrics)
  return {
    connection: filing.connection,
    ticket_id: metrics.ticketId,
    party_entity: party?.entity ?? null,
    party_id: party?.id ?? null,
    through_contact: party?.throughContact ?? null,
    merged_into: metrics.mergedInto,
    started_at: moment(metrics.createdAt),
    started_on: day(metrics.createdAt, filing),
    standing: metrics.standing,
    initiator: metrics.initiator,
    category: metrics.category,
    channel: metrics.channel,
    priority: metrics.priority,
    topic: metrics.topic,
    agent: answering?.agent ?? metrics.agent,
    team: metrics.teamAtStart ?? metrics.team,
    first_response: seconds(firstResponse.human),
    first_response_business: businessSeconds(firstResponse.human),
    first_response_customer: seconds(firstResponse.customer),
    first_response_agent: seconds(answering?.agentReply ?? null),
    first_response_agent_business: businessSeconds(answering?.agentReply ?? null),
    first_outcome: firstResponse.outcome,
    first_outcome_agent: agentOutcome(metrics, answering, policy),
    first_due_at: moment(firstResponse.dueAt),
    first_replied_at: moment(firstResponse.repliedAt),
    first_closed_at: moment(firstResponse.closedAt),
    waiting_since: moment(waiting?.startedAt ?? null),
    waiting_due_at: moment(waiting?.dueAt ?? null),
    resolved_at: moment(metrics.resolvedAt),
    first_resolution: seconds(metrics.firstResolution),
    full_resolution: seconds(metrics.fullResolution),
    full_resolution_business: businessSeconds(metrics.fullResolution),
    requester_wait: seconds(metrics.requesterWait),
    agent_wait: seconds(metrics.agentWait),
    on_hold: seconds(metrics.onHold),
    replies: metrics.qualifyingReplies,
    touches: metrics.touches,
    reopens: metrics.reopenings.filter(({ by }) => by === 'customer').length,
    satisfaction: metrics.survey?.satisfaction ?? null,
    survey_resolved: metrics.survey?.resolved ?? null,
    fcr: null,
    fcr_reason: null,
    fcr_own: own.resolved,
    fcr_own_reason: own.reason,
    fcr_matures_at: moment(own.maturesAt),
    flags: metrics.flags,
  }
}

/** The rows of a ticket's turns, by column name of `ticket_turn`. */
export function turnRows(metrics: TicketMetrics, filing: Filing): readonly MetricRow[] {
  return metrics.turns.map((turn, position) => ({
    connection: filing.connection,
    ticket_id: metrics.ticketId,
    position,
    started_on: day(turn.startedAt, filing),
    replied_on: turn.repliedAt === null ? null : day(turn.repliedAt, filing),
    agent: turn.agent,
    team: turn.team,
    channel: turn.channel,
    reply: seconds(turn.reply),
    reply_business: businessSeconds(turn.reply),
    agent_reply: seconds(turn.agentReply),
    agent_reply_business: businessSeconds(turn.agentReply),
    outcome: turn.outcome,
    due_at: moment(turn.dueAt),
  }))
}

/** Against the same target, by the agent's own time where somebody answered. */
function agentOutcome(
  { firstResponse }: TicketMetrics,
  answering: Turn | null,
  { firstResponseTarget }: ServicePolicy,
): string | null {
  const { outcome, targetSeconds } = firstResponse
  const own = answering?.agentReply ?? null
  if (own === null || targetSeconds === null || firstResponseTarget === null) return outcome
  const seconds = firstResponseTarget.clock === 'business' ? own.businessSeconds : own.calendarSeconds
  return seconds === null ? outcome : seconds <= targetSeconds ? 'met' : 'missed'
}

/** The turn that the first response answered. */
function answeringTurn({ firstResponse, turns }: TicketMetrics): Turn | null {
  const { repliedAt } = firstResponse
  return repliedAt === null ? null : (turns.find((turn) => turn.repliedAt === repliedAt) ?? null)
}

function seconds(duration: Duration | null): number | null {
  return duration === null ? null : Math.round(duration.calendarSeconds)
}

function businessSeconds(duration: Duration | null): number | null {
  const known = duration?.businessSeconds ?? null
  return known === null ? null : Math.round(known)
}

function moment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function day(at: number, { timezone }: Filing): string {
  return formatLocalDay(localDayOfInstant(at, timezone))
}
