import type { FirstContactPreset } from '@rapport/metrics'
import { z } from 'zod'

/** What the source itself says of a ticket, in the words of one preset. */
export interface VendorFigure {
  readonly firstContact: boolean
  /** The counts behind it; null where the source does not give them. */
  readonly agentReplies: number | null
  readonly reopens: number | null
  /** Minutes pending and on hold together. */
  readonly pausedMinutes: number | null
}

/** Of which system a preset is, and how its own figure is read from what the source reported of a ticket. */
export interface VendorSource {
  readonly vendor: string
  /** Where the figure comes from, by the vendor's own names. */
  readonly figure: string
  /** Null where the source says nothing of it; `resolved`: by the source's own status. */
  readonly read: (reported: Readonly<Record<string, unknown>>, resolved: boolean) => VendorFigure | null
}

const count = z.int().nonnegative()
const minutes = z.object({ calendar: z.number().nonnegative() })
const zendeskReplies = z.object({ replies: count, reopens: count.nullish() })
const zendeskPauses = z.object({
  replies: count,
  reopens: count,
  agent_wait_time_in_minutes: minutes,
  on_hold_time_in_minutes: minutes,
})
const hubspotFlag = z.object({ hs_is_one_touch_ticket: z.boolean() })

/** The presets whose figure a source gives for a single ticket. Others show it only as a rate in a report of theirs. */
export const vendorSources: Readonly<Partial<Record<FirstContactPreset, VendorSource>>> = {
  'zendesk-one-touch': {
    vendor: 'Zendesk',
    figure: 'replies of the metric set, fewer than two',
    read: (reported, resolved) => {
      const { data } = zendeskReplies.safeParse(reported)
      if (data === undefined || !resolved) return null
      const { replies, reopens } = data
      return {
        firstContact: replies < 2,
        agentReplies: replies,
        reopens: reopens ?? null,
        pausedMinutes: null,
      }
    },
  },
  'zendesk-messaging': {
    vendor: 'Zendesk',
    figure: 'replies, reopens, agent_wait_time_in_minutes and on_hold_time_in_minutes of the metric set',
    read: (reported, resolved) => {
      const { data } = zendeskPauses.safeParse(reported)
      if (data === undefined || !resolved) return null
      const { replies, reopens } = data
      // What Zendesk calls the agent's wait is the time spent pending.
      const pausedMinutes = data.agent_wait_time_in_minutes.calendar + data.on_hold_time_in_minutes.calendar
      const firstContact = replies > 0 && reopens === 0 && pausedMinutes === 0
      return { firstContact, agentReplies: replies, reopens, pausedMinutes }
    },
  },
  'hubspot-one-touch': {
    vendor: 'HubSpot',
    figure: 'hs_is_one_touch_ticket, which HubSpot fills on few tickets',
    read: (reported, resolved) => {
      const { data } = hubspotFlag.safeParse(reported)
      // Of a ticket that is open, "no" says only that it is open.
      if (data === undefined || !(data.hs_is_one_touch_ticket || resolved)) return null
      return {
        firstContact: data.hs_is_one_touch_ticket,
        agentReplies: null,
        reopens: null,
        pausedMinutes: null,
      }
    },
  },
}
