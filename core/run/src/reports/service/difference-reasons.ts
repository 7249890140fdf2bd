import type { FirstContactPreset, TicketEvent, TicketMetrics } from '@rapport/metrics'
import type { VendorFigure } from './vendor-figures.ts'

/** One ticket, as the preset looks at it. */
export interface PresetTicket {
  readonly metrics: TicketMetrics
  /** Those that came later than `asOf` among them. */
  readonly events: readonly TicketEvent[]
  readonly asOf: Date
}

type Wording = (metrics: TicketMetrics) => readonly string[]

const agentMessages: Wording = ({ agentMessages: n }) => [`${number(n, 'public agent message')} here`]
const reopened: Wording = ({ reopenings }) => reopenings.map(({ at }) => `reopened ${day(at)}`)

/** What each preset looks at. */
const looksAt: Readonly<Record<FirstContactPreset, Wording>> = {
  'zendesk-one-touch': agentMessages,
  'zendesk-messaging': (metrics) => [
    ...agentMessages(metrics),
    ...(metrics.everPendingOrOnHold ? ['was pending or on hold here'] : []),
    ...reopened(metrics),
  ],
  freshservice: ({ customerMessages: n }) => [`${number(n, 'customer message')} here`],
  zoho: agentMessages,
  intercom: ({ timesResolved, repliers }) => [
    `closed ${timesResolved === 1 ? 'once' : `${timesResolved} times`} here by ${number(repliers, 'replying teammate')}`,
  ],
  'hubspot-one-touch': agentMessages,
}

/** What the preset's verdict on a ticket rests on, in words. */
export function presetReasons(
  preset: FirstContactPreset,
  { metrics, asOf }: PresetTicket,
): readonly string[] {
  if (isResolved(metrics)) return looksAt[preset](metrics)
  return [`not solved here as of ${day(asOf.getTime())}`, ...reopened(metrics)]
}

/** Why the preset's verdict on a ticket is another than the vendor's own, in words, the plainest first. */
export function vendorReasons(
  preset: FirstContactPreset,
  ticket: PresetTicket,
  vendor: string,
  figure: VendorFigure,
): readonly string[] {
  const { metrics } = ticket
  if (!isResolved(metrics)) return [...presetReasons(preset, ticket), ...laterThanMeasured(ticket)]
  return [
    ...countedOtherwise(metrics, vendor, figure),
    ...(preset === 'zendesk-messaging' ? pausedOtherwise(metrics, vendor, figure) : []),
    ...reopenedOtherwise(metrics, vendor, figure),
    ...(metrics.flags.includes('vendor_reported') ? ['no message of it is here'] : []),
    ...leftOut(ticket),
    ...broughtByMerges(ticket),
    ...laterThanMeasured(ticket),
  ]
}

function countedOtherwise(
  { agentMessages: here }: TicketMetrics,
  vendor: string,
  { agentReplies: there, firstContact }: VendorFigure,
): readonly string[] {
  if (there === here) return []
  const verdict = firstContact ? 'says one touch' : 'does not say one touch'
  const says = there === null ? verdict : `counts ${there}`
  return [`${number(here, 'public agent message')} here, ${vendor} ${says}`]
}

function pausedOtherwise(
  { everPendingOrOnHold }: TicketMetrics,
  vendor: string,
  { pausedMinutes }: VendorFigure,
): readonly string[] {
  if (pausedMinutes === null || everPendingOrOnHold === pausedMinutes > 0) return []
  const here = everPendingOrOnHold ? 'was' : 'never'
  return [`${here} pending or on hold here, ${vendor} counts ${pausedMinutes} min`]
}

function reopenedOtherwise(
  metrics: TicketMetrics,
  vendor: string,
  { reopens }: VendorFigure,
): readonly string[] {
  const here = reopened(metrics)
  if (reopens === here.length) return []
  if (here.length > 0) return reopens === null ? here : [...here, `${vendor} counts ${reopens} reopenings`]
  return reopens === null ? [] : [`never reopened here, ${vendor} counts ${reopens}`]
}

/** Outgoing messages that are no replies here, but may be some there; private notes are replies nowhere. */
function leftOut({ metrics, events }: PresetTicket): readonly string[] {
  const sent = new Set(
    events.flatMap((event) => (event.type === 'message' && event.direction === 'out' ? [event.id] : [])),
  )
  return metrics.passedOver.flatMap(({ id, event, because }) =>
    id === null || !sent.has(id) || because === 'private note'
      ? []
      : [`not counted here: ${event} (${because})`],
  )
}

function broughtByMerges({ events }: PresetTicket): readonly string[] {
  const from = new Set(events.flatMap((event) => (event.type === 'message' ? (event.mergedFrom ?? []) : [])))
  return from.size === 0 ? [] : [`messages of ${[...from].join(', ')}, merged into it, count here`]
}

function laterThanMeasured({ events, asOf }: PresetTicket): readonly string[] {
  const later = events.filter(({ at }) => at > asOf.getTime()).length
  return later === 0 ? [] : [`${number(later, 'event')} after ${day(asOf.getTime())} not looked at here`]
}

const isResolved = ({ category }: TicketMetrics): boolean => category === 'solved' || category === 'closed'

const number = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
