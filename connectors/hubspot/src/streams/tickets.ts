import { readTicketStages } from '../ticket-stages.ts'
import { UnusableValue } from '../values.ts'
import type { ObjectDescription, SourceReader } from './object-description.ts'
import { defineObjectStream } from './object-stream.ts'

/** Figures of HubSpot's own, kept beside what Rapport computes and never mixed with it. Durations are in milliseconds. */
const reported = {
  time_to_close: 'number',
  time_to_first_agent_reply: 'number',
  first_agent_reply_date: 'instant',
  hs_first_agent_message_sent_at: 'instant',
  hs_time_to_first_response_in_operating_hours: 'number',
  hs_time_to_first_response_sla_status: 'number',
  hs_time_to_first_rep_assignment: 'number',
  hs_is_one_touch_ticket: 'flag',
  hs_ticket_reopened_at: 'instant',
  hs_last_closed_date: 'instant',
  hs_num_times_contacted: 'number',
  hs_num_associated_conversations: 'number',
  hs_resolution: 'text',
} as const

/** How tickets come in, in words that every source shares. */
const channels: Readonly<Record<string, string>> = {
  EMAIL: 'email',
  CHAT: 'chat',
  FORM: 'form',
  PHONE: 'call',
}

const description: ObjectDescription<'ticket'> = {
  entity: 'ticket',
  objectType: 'tickets',
  modifiedProperty: 'hs_lastmodifieddate',
  properties: ['hs_pipeline', 'hs_pipeline_stage', 'hs_merged_object_ids', ...Object.keys(reported)],
  mappable: {
    subject: 'subject',
    channel: 'source_type',
    priority: 'hs_ticket_priority',
    topic: 'hs_ticket_category',
    agentId: 'hubspot_owner_id',
    teamId: 'hubspot_team_id',
    createdAt: 'createdate',
    closedAt: 'closed_date',
  },
  linked: [{ type: 'contacts' }, { type: 'companies', primaryByLabel: true }],
  hasStages: true,
  datesMerges: true,
  isOptional: true,
  basis: async (ctx) => (await readTicketStages(ctx)).meanings,
  convert: (source) => {
    const stage = stageOf(source)
    const createdAt = source.instant(source.property('createdAt'))
    if (createdAt === null) throw new UnusableValue(source.property('createdAt'), '', 'a date or time')
    const channel = source.text(source.property('channel'))
    const isResolved = stage.category === 'closed' || stage.category === 'solved'
    return {
      id: source.record.id,
      subject: source.text(source.property('subject')),
      category: stage.category,
      status: stage.label,
      channel: channel === null ? null : (channels[channel.toUpperCase()] ?? channel.toLowerCase()),
      priority: source.text(source.property('priority')),
      topic: source.text(source.property('topic')),
      contacts: source.links('contacts'),
      companies: source.links('companies'),
      agentId: source.text(source.property('agentId')),
      teamId: source.text(source.property('teamId')),
      createdAt,
      closedAt: isResolved ? source.instant(source.property('closedAt')) : null,
      vendorReported: reportedOf(source),
    }
  },
}

/** Requests for help. */
export const tickets = defineObjectStream(description)

function stageOf(source: SourceReader) {
  const { stages } = source.facts
  const stage = source.text('hs_pipeline_stage')
  const category = stage === null ? null : (stages?.categoryOf(stage) ?? null)
  if (stage === null) throw new UnusableValue('hs_pipeline_stage', '', 'a stage')
  if (stages === null || category === null) {
    throw new UnusableValue('hs_pipeline_stage', stage, 'in a ticket pipeline', stages?.remedyFor(stage))
  }
  return { category, label: stages.labelOf(stage) }
}

/** What HubSpot has filled in. A figure that is unreadable is left out: it is a cross-check only. */
function reportedOf(source: SourceReader): Record<string, unknown> {
  const figures = Object.fromEntries(
    Object.entries(reported).flatMap(([name, kind]): [string, unknown][] => {
      const text = source.text(name)
      if (text === null) return []
      if (kind === 'number') return Number.isFinite(Number(text)) ? [[name, Number(text)]] : []
      return [[name, kind === 'flag' ? text === 'true' : text]]
    }),
  )
  const { time_to_first_agent_reply: milliseconds } = figures
  // What every source calls the same, in seconds.
  return typeof milliseconds === 'number' && milliseconds >= 0
    ? { ...figures, firstResponseSeconds: milliseconds / 1_000 }
    : figures
}
