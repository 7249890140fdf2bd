import { defineStream } from '@rapport/connector'
import { changedField } from '../changed-field.ts'
import type { ZendeskContext } from '../context.ts'
import type { ChildEvent, TicketEvent } from '../exports/ticket-events.ts'
import { overlapMs, type TimeExportState, timeExportState } from '../exports/time-export.ts'
import type { ZendeskSettings } from '../settings.ts'
import { categoryOf, deletedStatus } from '../statuses.ts'
import { type RecordChange, readTicketEvents } from './ticket-event-stream.ts'

/** Moves of tickets from one status to another, the first one included. */
export const statusChanges = defineStream<'statusChange', TimeExportState, ZendeskSettings>({
  entity: 'statusChange',
  state: timeExportState,
  overlapMs,
  read: (ctx: ZendeskContext, since) => readTicketEvents<'statusChange'>(ctx, since, changesOf),
})

async function* changesOf(events: readonly TicketEvent[]): AsyncGenerator<RecordChange<'statusChange'>> {
  for (const event of events) {
    for (const child of event.child_events) {
      const to = statusOf(child)
      if (to !== null && to !== deletedStatus) yield changeOf(event, child, to)
    }
  }
}

/** The new status of a part of an event; null: another field changed. */
function statusOf(child: ChildEvent): string | null {
  const value = changedField(child, 'status')?.value
  return typeof value === 'string' ? value : null
}

function changeOf(event: TicketEvent, child: ChildEvent, to: string): RecordChange<'statusChange'> {
  const category = categoryOf(to)
  const { id } = child
  const { ticket_id: ticketId, created_at: at } = event
  if (id === null || id === undefined || category === null) {
    const problem = category === null ? `the status "${to}", which Zendesk does not describe` : 'no id'
    const reason = `a change of status of ticket ${ticketId} at ${at} has ${problem}: report this`
    return { type: 'reject', id: id ?? null, reason, raw: child }
  }
  return {
    type: 'upsert',
    record: {
      id,
      ticketId,
      at,
      from: typeof child.previous_value === 'string' ? child.previous_value : null,
      to,
      category,
      by: event.updater_id,
      modifiedAt: at,
    },
  }
}
