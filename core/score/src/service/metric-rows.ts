import {
  AGENT_WAITS,
  type Duration,
  type FirstContact,
  type FirstContactVerdict,
  formatLocalDay,
  localDayOfInstant,
  type Milliseconds,
  ON_HOLD,
  REQUESTER_WAITS,
  type ServicePolicy,
  type TicketCategory,
  type TicketMetrics,
  type Turn,
} from '@rapport/metrics'
import type { TicketParty } from './ticket-party.ts'

/** What one ticket comes to in the store: by column name of `ticket_metric`, moments in milliseconds since 1970. */
export type MetricRow = Readonly<Record<string, unknown>>

/** Where and by which calendar a ticket is filed. */
export interface Filing {
  readonly connection: string
  /** IANA zone in which days begin. */
  readonly timezone: string
}

/** The row of one ticket, with the verdict that holds unless the customer has asked something else. */
export function metricRow(
  metrics: TicketMetrics,
  own: FirstContact,
  {
    party,
    verdict,
    policy,
    policyId,
    asOf,
    ...filing
  }: Filing & {
    readonly party: TicketParty | null
    readonly verdict: FirstContactVerdict
    readonly policy: ServicePolicy
    /** Row of `ticket_policy`. */
    readonly policyId: number
    readonly asOf: Milliseconds
  },
): MetricRow {
  const { firstResponse, turns } = metrics
  const waiting = turns.findLast(({ repliedAt, closedAt }) => repliedAt === null && closedAt === null) ?? null
  const answering = answeringTurn(metrics)
  // What goes on is left out of the waits, so that they hold until something happens: a report adds it.
  const ongoing = (asOf - metrics.categorySince) / 1_000
  const waited = (duration: Duration, goesOn: ReadonlySet<TicketCategory>) =>
    Math.round(duration.calendarSeconds - (goesOn.has(metrics.category) ? ongoing : 0))
  return {
    connection: filing.connection,
    ticket_id: metrics.ticketId,
    party_entity: party?.entity ?? null,
    party_id: party?.id ?? null,
    customer_id: party?.customerId ?? null,
    through_contact: party?.throughContact ?? null,
    merged_into: metrics.mergedInto,
    started_at: moment(metrics.createdAt),
    started_on: day(metrics.createdAt, filing),
    standing: metrics.standing,
    initiator: metrics.initiator,
    category: metrics.category,
    channel: groupName(metrics.channel),
    priority: groupName(metrics.priority),
    topic: groupName(metrics.topic),
    agent: groupName(answering?.agent ?? metrics.agent),
    team: groupName(metrics.teamAtStart ?? metrics.team),
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
    requester_wait: waited(metrics.requesterWait, REQUESTER_WAITS),
    agent_wait: waited(metrics.agentWait, AGENT_WAITS),
    on_hold: waited(metrics.onHold, ON_HOLD),
    replies: metrics.qualifyingReplies,
    touches: metrics.touches,
    reopens: metrics.reopenings.filter(({ by }) => by === 'customer').length,
    satisfaction: metrics.survey?.satisfaction ?? null,
    survey_resolved: metrics.survey?.resolved ?? null,
    fcr: verdict.resolved,
    fcr_reason: verdict.reason,
    fcr_own: own.resolved,
    fcr_own_reason: own.reason,
    fcr_matures_at: moment(own.maturesAt),
    flags: metrics.flags,
    policy_id: policyId,
    category_since: moment(metrics.categorySince),
    response_on: dayOrNull(responseAt(metrics), filing),
    first_resolved_on: dayOrNull(metrics.cycles[0]?.firstResolvedAt ?? null, filing),
    repeat_contact: verdict.repeated,
  }
}

/** The rows of a ticket's turns, by column name of `ticket_turn`, with whose ticket it is. */
export function turnRows(
  metrics: TicketMetrics,
  { party, ...filing }: Filing & { readonly party: TicketParty | null },
): readonly MetricRow[] {
  const first = metrics.turns.findIndex(({ repliedAt }) => repliedAt !== null)
  return metrics.turns.map((turn, position) => ({
    connection: filing.connection,
    ticket_id: metrics.ticketId,
    position,
    started_on: day(turn.startedAt, filing),
    replied_on: dayOrNull(turn.repliedAt, filing),
    agent: groupName(turn.agent),
    team: groupName(turn.team),
    channel: turn.channel,
    reply: seconds(turn.reply),
    reply_business: businessSeconds(turn.reply),
    agent_reply: seconds(turn.agentReply),
    agent_reply_business: businessSeconds(turn.agentReply),
    outcome: turn.outcome,
    due_at: moment(turn.dueAt),
    ...(position > first && turn.reply !== null
      ? { is_next: true, ...ofTicket(metrics, filing, party) }
      : { is_next: false }),
  }))
}

/** What reports group and choose next replies by of their ticket, without a look at each. */
function ofTicket(metrics: TicketMetrics, filing: Filing, party: TicketParty | null): MetricRow {
  return {
    standing: metrics.standing,
    ticket_started_on: day(metrics.createdAt, filing),
    customer_id: party?.customerId ?? null,
    ticket_channel: groupName(metrics.channel),
    priority: groupName(metrics.priority),
    topic: groupName(metrics.topic),
  }
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

/** Longer ones are cut: they would not fit into the index of reports. */
const longestGroupName = 100

const groupName = (name: string | null): string | null => name?.slice(0, longestGroupName) ?? null

function moment(at: number | null): Milliseconds | null {
  return at === null ? null : Math.trunc(at)
}

/** When the first response happened; without one, when the request was closed in time, or when the target falls due. */
function responseAt({ firstResponse }: TicketMetrics): Milliseconds | null {
  const { repliedAt, outcome, closedAt, dueAt } = firstResponse
  return repliedAt ?? (outcome === 'closed' ? closedAt : dueAt)
}

const dayOrNull = (at: number | null, filing: Filing): string | null => (at === null ? null : day(at, filing))

function day(at: number, { timezone }: Filing): string {
  return formatLocalDay(localDayOfInstant(at, timezone))
}
