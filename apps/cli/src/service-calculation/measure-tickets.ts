import {
  type BusinessCalendar,
  type Duration,
  type FirstContact,
  type FirstContactPreset,
  type FirstResponse,
  firstContactOfEvents,
  mergeTickets,
  presetFirstContact,
  RAPPORT_SERVICE_POLICY,
  type Reopening,
  type TicketEvent,
  type TicketMetrics,
  type TicketMetricsOptions,
  ticketMetrics,
} from '@rapport/metrics'
import { FCR_PRESETS, type FcrPolicy } from './fcr-policy.ts'
import { type FileFlag, flagsOf } from './file-flags.ts'
import { PackedList } from './packed-list.ts'
import type { EventsFile } from './read-events.ts'

/** What is kept of a ticket's metrics: what is printed, and what the figures of all tickets and the verdict on it need. */
export interface KeptMetrics
  extends Pick<
    TicketMetrics,
    | 'ticketId'
    | 'createdAt'
    | 'initiator'
    | 'customerId'
    | 'topic'
    | 'standing'
    | 'firstResolution'
    | 'fullResolution'
    | 'resolvedAt'
    | 'requesterWait'
    | 'touches'
    | 'breached'
    | 'survey'
    | 'vendorFirstResponseSeconds'
  > {
  readonly firstResponse: Pick<FirstResponse, 'human' | 'outcome' | 'repliedAt' | 'undefinedBecause'>
  readonly reopenings: readonly Pick<Reopening, 'by'>[]
}

/** A ticket by itself: repeat contacts not yet looked at. */
export interface MeasuredTicket {
  readonly metrics: KeptMetrics
  /** Of each answered turn. */
  readonly replyTimes: readonly Duration[]
  readonly own: FirstContact
  readonly flags: readonly FileFlag[]
}

/** What a preset of another system comes to. */
export interface PresetCount {
  judged: number
  resolved: number
}

export type PresetCounts = Readonly<Record<FirstContactPreset, PresetCount>>

/** How tickets are measured. */
export interface Measure {
  readonly asOf: number
  readonly calendar: BusinessCalendar | null
  readonly policy: FcrPolicy
  readonly targetSeconds: number
}

export interface MeasuredTickets {
  readonly tickets: PackedList<MeasuredTicket>
  /** The tickets in the order of their ids' code units, so that the order of the lines changes nothing. */
  readonly order: readonly number[]
  /** Whose each ticket is. */
  readonly customerIds: readonly (string | null)[]
  /** Tickets of which nothing had happened yet. */
  readonly notBegun: number
  readonly presets: PresetCounts
}

/** Measures all tickets of a file, one after the other. */
export function measureTickets(file: EventsFile, measure: Measure): MeasuredTickets {
  const { asOf, calendar, targetSeconds } = measure
  const firstResponseTarget = { seconds: targetSeconds, clock: 'calendar', byPriority: {} } as const
  const options = { asOf, calendar, policy: { ...RAPPORT_SERVICE_POLICY, firstResponseTarget } }
  const merged = mergedEvents(file, asOf)
  const presets = noPresetCounts()
  const tickets = new PackedList<MeasuredTicket>()
  const ids: string[] = []
  const customerIds: (string | null)[] = []
  let notBegun = 0
  for (const ticketId of file.events.ticketIds) {
    const events = merged.get(ticketId) ?? file.events.eventsOf(ticketId)
    const metrics = ticketMetrics(events, options)
    if (metrics === null) {
      notBegun += 1
      continue
    }
    countPresets(metrics, presets)
    ids.push(ticketId)
    customerIds.push(metrics.customerId)
    tickets.push({
      metrics: keptOf(metrics),
      replyTimes: metrics.turns.flatMap(({ reply }) => reply ?? []),
      own: ownVerdict(metrics, events, measure.policy, options),
      flags: flagsOf(events, metrics, {
        incomplete: file.incomplete.has(ticketId),
        hasTicket: (id) => file.events.has(id),
      }),
    })
  }
  const order = [...ids.keys()].sort((left, right) => ((ids[left] ?? '') < (ids[right] ?? '') ? -1 : 1))
  return { tickets, order, customerIds, notBegun, presets }
}

/** The events of the tickets that merges concern, with what was said where it belongs. */
function mergedEvents({ merging, events }: EventsFile, asOf: number) {
  const concerned = [...merging].filter((ticketId) => events.has(ticketId))
  return mergeTickets(new Map(concerned.map((ticketId) => [ticketId, events.eventsOf(ticketId)])), asOf)
}

function ownVerdict(
  metrics: TicketMetrics,
  events: readonly TicketEvent[],
  policy: FcrPolicy,
  options: TicketMetricsOptions,
): FirstContact {
  if (policy.kind === 'rapport') return firstContactOfEvents(events, metrics, policy.policy, options)
  const resolved = presetFirstContact(policy.id, metrics)
  const left = metrics.standing === 'counted' ? 'not_resolved' : metrics.standing
  return { resolved, reason: resolved === null ? left : null, resolvedAt: null, maturesAt: null }
}

const noPresetCounts = (): PresetCounts => ({
  'zendesk-one-touch': { judged: 0, resolved: 0 },
  'zendesk-messaging': { judged: 0, resolved: 0 },
  freshservice: { judged: 0, resolved: 0 },
  zoho: { judged: 0, resolved: 0 },
  intercom: { judged: 0, resolved: 0 },
  'hubspot-one-touch': { judged: 0, resolved: 0 },
})

function countPresets(metrics: TicketMetrics, counts: PresetCounts): void {
  for (const preset of FCR_PRESETS) {
    const verdict = presetFirstContact(preset, metrics)
    if (verdict === null) continue
    counts[preset].judged += 1
    if (verdict) counts[preset].resolved += 1
  }
}

const keptOf = (metrics: TicketMetrics): KeptMetrics => ({
  ticketId: metrics.ticketId,
  createdAt: metrics.createdAt,
  initiator: metrics.initiator,
  customerId: metrics.customerId,
  topic: metrics.topic,
  standing: metrics.standing,
  firstResponse: {
    human: metrics.firstResponse.human,
    outcome: metrics.firstResponse.outcome,
    repliedAt: metrics.firstResponse.repliedAt,
    undefinedBecause: metrics.firstResponse.undefinedBecause,
  },
  firstResolution: metrics.firstResolution,
  fullResolution: metrics.fullResolution,
  resolvedAt: metrics.resolvedAt,
  requesterWait: metrics.requesterWait,
  reopenings: metrics.reopenings.map(({ by }) => ({ by })),
  touches: metrics.touches,
  breached: metrics.breached,
  survey: metrics.survey,
  vendorFirstResponseSeconds: metrics.vendorFirstResponseSeconds,
})
