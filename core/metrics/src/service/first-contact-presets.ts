import type { TicketMetrics } from './ticket-metrics.ts'

/** How other systems count a ticket as resolved at the first contact, so that their numbers can be reconciled with Rapport's. */
export const firstContactPresets = {
  /** Solved with fewer than two public agent replies. */
  'zendesk-one-touch': ({ agentMessages }) => agentMessages < 2,
  /** Replied to, never pending or on hold, never reopened. */
  'zendesk-messaging': ({ agentMessages, everPendingOrOnHold, reopenings }) =>
    agentMessages > 0 && !everPendingOrOnHold && reopenings.length === 0,
  /** The customer did not write again after the first message. */
  freshservice: ({ customerMessages }) => customerMessages <= 1,
  /** Exactly one public reply. */
  zoho: ({ agentMessages }) => agentMessages === 1,
  /** Closed once, with one teammate taking part. */
  intercom: ({ timesResolved, repliers }) => timesResolved === 1 && repliers === 1,
  /** Closed with exactly one message of an agent; compare `hs_is_one_touch_ticket`. */
  'hubspot-one-touch': ({ agentMessages }) => agentMessages === 1,
} as const satisfies Readonly<Record<string, (ticket: TicketMetrics) => boolean>>

export type FirstContactPreset = keyof typeof firstContactPresets

/** What the preset says of a ticket; null where the ticket is not resolved, or does not count. */
export function presetFirstContact(preset: FirstContactPreset, ticket: TicketMetrics): boolean | null {
  const resolved = ticket.category === 'solved' || ticket.category === 'closed'
  return resolved && ticket.standing === 'counted' ? firstContactPresets[preset](ticket) : null
}
