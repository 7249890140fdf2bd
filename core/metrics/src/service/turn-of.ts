import type { Milliseconds } from './events.ts'
import type { TicketReader } from './read-ticket.ts'
import { type ResponseTarget, targetSecondsFor } from './service-policy.ts'
import type { TargetOutcome, Turn } from './ticket-metrics.ts'
import { humanStartOf, isBots, type TurnDraft } from './turns.ts'

const MS_PER_SECOND = 1000

/** A turn as it stands at `asOf`, measured against the target that is meant for it. */
export function turnOf(
  draft: TurnDraft,
  reader: TicketReader,
  target: ResponseTarget | null,
  asOf: Milliseconds,
): Turn {
  const { clock, assignments, request } = reader
  const { startedAt, repliedAt, closedAt, terms } = draft
  const humanStartedAt = humanStartOf(draft)
  const bots = isBots(draft)
  const isMeasured = repliedAt !== null && draft.startKnown
  const waits = repliedAt === null && closedAt === null && !bots
  const targetSeconds = target === null ? null : targetSecondsFor(target, priorityOf(draft, reader))
  const due = target === null ? null : dueAt(draft, reader, target, targetSeconds ?? 0)
  const reply = isMeasured ? clock.duration(startedAt, repliedAt) : null
  const agentStart = Math.max(humanStartedAt, draft.agentSince)
  return {
    startedAt,
    humanStartedAt,
    repliedAt,
    agent: draft.agent,
    team: terms.team ?? assignments.firstTeam,
    channel: request.created?.channel ?? null,
    reply,
    agentReply: isMeasured && agentStart > startedAt ? clock.duration(agentStart, repliedAt) : reply,
    waiting: waits ? clock.duration(startedAt, asOf) : null,
    closedAt,
    botResolved: bots && closedAt !== null,
    targetSeconds,
    dueAt: due === Number.POSITIVE_INFINITY ? null : due,
    outcome: due === null || bots || !draft.startKnown ? null : outcomeOf(draft, due, asOf),
  }
}

/** The last moment in time, by the terms in force when the turn started, counted from when people were to answer. */
function dueAt(
  draft: TurnDraft,
  { clock, flags }: TicketReader,
  target: ResponseTarget,
  seconds: number,
): Milliseconds | null {
  const from = humanStartOf(draft)
  if (target.clock === 'calendar') return from + seconds * MS_PER_SECOND
  const last = clock.lastBusinessMoment(draft.startedAt, from, seconds)
  if (last === null) flags.add('no_schedule')
  return last
}

function outcomeOf({ repliedAt, closedAt }: TurnDraft, due: Milliseconds, asOf: Milliseconds): TargetOutcome {
  if ((repliedAt ?? closedAt ?? asOf) > due) return 'missed'
  if (repliedAt !== null) return 'met'
  return closedAt === null ? 'pending' : 'closed'
}

/** Sources tell the priority of a new ticket a moment later, or only when it changes. */
function priorityOf({ terms }: TurnDraft, { firstPriority, request }: TicketReader): string | null {
  if (terms.priority !== undefined) return terms.priority
  if (firstPriority === null) return null
  return firstPriority.from ?? (firstPriority.at <= request.createdAt ? firstPriority.to : null)
}
