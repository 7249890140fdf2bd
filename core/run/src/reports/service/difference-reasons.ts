import type { FirstContactPreset, TicketEvent, TicketMetrics } from '@rapport/metrics'
import type { VendorFigure } from './vendor-figures.ts'

/** One ticket, as the preset looks at it. */
export interface PresetTicket {
  readonly metrics: TicketMetrics
  /** Those that came later than `asOf` among them. */
  readonly events: readonly TicketEvent[]
  readonly asOf: Date
}

/** Why two rules differ on a ticket: in English, and as a name with its values, for who tells it in other words. */
export interface DifferenceReason {
  readonly reason: string
  readonly values: Readonly<Record<string, string | number>>
  readonly text: string
}

const reason = (name: string, values: DifferenceReason['values'], text: string): DifferenceReason => ({
  reason: name,
  values,
  text,
})

type Looking = (metrics: TicketMetrics) => readonly DifferenceReason[]

const agentMessages: Looking = ({ agentMessages: n }) => [
  reason('agentMessages', { n }, `${number(n, 'public agent message')} here`),
]
const reopened: Looking = ({ reopenings }) =>
  reopenings.map(({ at }) => reason('reopened', { day: day(at) }, `reopened ${day(at)}`))

/** What each preset looks at. */
const looksAt: Readonly<Record<FirstContactPreset, Looking>> = {
  'zendesk-one-touch': agentMessages,
  'zendesk-messaging': (metrics) => [
    ...agentMessages(metrics),
    ...(metrics.everPendingOrOnHold ? [reason('paused', {}, 'was pending or on hold here')] : []),
    ...reopened(metrics),
  ],
  freshservice: ({ customerMessages: n }) => [
    reason('customerMessages', { n }, `${number(n, 'customer message')} here`),
  ],
  zoho: agentMessages,
  intercom: ({ timesResolved: n, repliers }) => [
    reason(
      'closed',
      { n, repliers },
      `closed ${n === 1 ? 'once' : `${n} times`} here by ${number(repliers, 'replying teammate')}`,
    ),
  ],
  'hubspot-one-touch': agentMessages,
}

/** What a verdict of Rapport's own policy rests on. */
export function policyReason(policy: string, fcrReason: string | null): DifferenceReason {
  const said = fcrReason?.replaceAll('_', ' ') ?? 'resolved at the first contact'
  return reason('policy', { policy, verdict: fcrReason ?? 'resolved' }, `${policy}: ${said}`)
}

/** What the preset's verdict on a ticket rests on. */
export function presetReasons(
  preset: FirstContactPreset,
  { metrics, asOf }: PresetTicket,
): readonly DifferenceReason[] {
  if (isResolved(metrics)) return looksAt[preset](metrics)
  const by = day(asOf.getTime())
  return [reason('notSolved', { day: by }, `not solved here as of ${by}`), ...reopened(metrics)]
}

/** Why the preset's verdict on a ticket is another than the vendor's own, the plainest first. */
export function vendorReasons(
  preset: FirstContactPreset,
  ticket: PresetTicket,
  vendor: string,
  figure: VendorFigure,
): readonly DifferenceReason[] {
  const { metrics } = ticket
  if (!isResolved(metrics)) return [...presetReasons(preset, ticket), ...laterThanMeasured(ticket)]
  return [
    ...countedOtherwise(metrics, vendor, figure),
    ...(preset === 'zendesk-messaging' ? pausedOtherwise(metrics, vendor, figure) : []),
    ...reopenedOtherwise(metrics, vendor, figure),
    ...(metrics.flags.includes('vendor_reported')
      ? [reason('noMessages', {}, 'no message of it is here')]
      : []),
    ...leftOut(ticket),
    ...broughtByMerges(ticket),
    ...laterThanMeasured(ticket),
  ]
}

function countedOtherwise(
  { agentMessages: n }: TicketMetrics,
  vendor: string,
  { agentReplies: there, firstContact }: VendorFigure,
): readonly DifferenceReason[] {
  if (there === n) return []
  const here = `${number(n, 'public agent message')} here`
  if (there !== null) return [reason('counts', { n, vendor, there }, `${here}, ${vendor} counts ${there}`)]
  return [
    firstContact
      ? reason('oneTouch', { n, vendor }, `${here}, ${vendor} says one touch`)
      : reason('notOneTouch', { n, vendor }, `${here}, ${vendor} does not say one touch`),
  ]
}

function pausedOtherwise(
  { everPendingOrOnHold }: TicketMetrics,
  vendor: string,
  { pausedMinutes: minutes }: VendorFigure,
): readonly DifferenceReason[] {
  if (minutes === null || everPendingOrOnHold === minutes > 0) return []
  const there = `${vendor} counts ${minutes} min`
  return [
    everPendingOrOnHold
      ? reason('pausedHere', { vendor, minutes }, `was pending or on hold here, ${there}`)
      : reason('neverPausedHere', { vendor, minutes }, `never pending or on hold here, ${there}`),
  ]
}

function reopenedOtherwise(
  metrics: TicketMetrics,
  vendor: string,
  { reopens: n }: VendorFigure,
): readonly DifferenceReason[] {
  const here = reopened(metrics)
  if (n === here.length) return []
  if (here.length > 0)
    return n === null
      ? here
      : [...here, reason('countsReopenings', { vendor, n }, `${vendor} counts ${n} reopenings`)]
  return n === null
    ? []
    : [reason('neverReopenedHere', { vendor, n }, `never reopened here, ${vendor} counts ${n}`)]
}

/** Outgoing messages that are no replies here, but may be some there; private notes are replies nowhere. */
function leftOut({ metrics, events }: PresetTicket): readonly DifferenceReason[] {
  const sent = new Set(
    events.flatMap((event) => (event.type === 'message' && event.direction === 'out' ? [event.id] : [])),
  )
  return metrics.passedOver.flatMap(({ id, event, because }) =>
    id === null || !sent.has(id) || because === 'private note'
      ? []
      : [reason('notCounted', { because }, `not counted here: ${event} (${because})`)],
  )
}

function broughtByMerges({ events }: PresetTicket): readonly DifferenceReason[] {
  const from = new Set(events.flatMap((event) => (event.type === 'message' ? (event.mergedFrom ?? []) : [])))
  if (from.size === 0) return []
  const tickets = [...from].join(', ')
  return [reason('merged', { tickets }, `messages of ${tickets}, merged into it, count here`)]
}

function laterThanMeasured({ events, asOf }: PresetTicket): readonly DifferenceReason[] {
  const n = events.filter(({ at }) => at > asOf.getTime()).length
  const after = day(asOf.getTime())
  if (n === 0) return []
  return [reason('later', { n, day: after }, `${number(n, 'event')} after ${after} not looked at here`)]
}

const isResolved = ({ category }: TicketMetrics): boolean => category === 'solved' || category === 'closed'

const number = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
