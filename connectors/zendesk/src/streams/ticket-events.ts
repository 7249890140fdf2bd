import { defineStream } from '@rapport/connector'
import type { EntityInput } from '@rapport/model'
import { changedField } from '../changed-field.ts'
import type { ZendeskContext } from '../context.ts'
import type { ChildEvent, TicketEvent } from '../exports/ticket-events.ts'
import { overlapMs, type TimeExportState, timeExportState } from '../exports/time-export.ts'
import type { ZendeskSettings } from '../settings.ts'
import { optionalId, optionalText } from '../values.ts'
import { type RecordChange, readTicketEvents } from './ticket-event-stream.ts'

/** Who had tickets, and how urgent they were, from their creation on. Deletions, as spam too, are the tickets' own. */
export const ticketEvents = defineStream<'ticketEvent', TimeExportState, ZendeskSettings>({
  entity: 'ticketEvent',
  state: timeExportState,
  overlapMs,
  read: (ctx: ZendeskContext, since) => readTicketEvents<'ticketEvent'>(ctx, since, changesOf),
})

async function* changesOf(events: readonly TicketEvent[]): AsyncGenerator<RecordChange<'ticketEvent'>> {
  for (const event of events) {
    for (const child of event.child_events) {
      const happened = whatHappened(child)
      if (happened !== null) yield changeOf(event, child, happened)
    }
  }
}

type Happened = Pick<EntityInput<'ticketEvent'>, 'type' | 'agentId' | 'teamId' | 'from' | 'to'>

/** A part of an event tells one field, so of an assignment the agent or the group. */
function whatHappened(child: ChildEvent): Happened | null {
  const agent = changedField(child, 'assignee_id')
  if (agent !== null) return { type: 'assigned', agentId: idOf(agent.value) }
  const team = changedField(child, 'group_id')
  if (team !== null) return { type: 'assigned', teamId: idOf(team.value) }
  const priority = changedField(child, 'priority')
  if (priority === null) return null
  return { type: 'priority', from: textOf(priority.before), to: textOf(priority.value) }
}

function changeOf(event: TicketEvent, child: ChildEvent, happened: Happened): RecordChange<'ticketEvent'> {
  const { ticket_id: ticketId, created_at: at } = event
  const { id } = child
  if (id === null || id === undefined) {
    const reason = `a change of the ${happened.type === 'priority' ? 'priority' : 'assignment'} of ticket ${ticketId} at ${at} has no id: report this`
    return { type: 'reject', id: null, reason, raw: child }
  }
  return { type: 'upsert', record: { id, ticketId, at, ...happened, modifiedAt: at } }
}

/** Null: nobody. Where fields are named apart, ids are written as text, and none as an empty one. */
function idOf(value: unknown): string | null {
  return value === '' ? null : (optionalId.safeParse(value).data ?? null)
}

function textOf(value: unknown): string | null {
  return optionalText.safeParse(value).data ?? null
}
