import type { Change, Reject } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { ZendeskContext } from '../context.ts'
import { requestTicketEvents, type TicketEvent, ticketEvent } from '../exports/ticket-events.ts'
import { readTimeExport, type TimeExportState } from '../exports/time-export.ts'
import { isReject, parseRecord } from '../records.ts'
import { cutSecondReject } from './cut-second.ts'

/** What is no checkpoint. */
export type RecordChange<E extends EntityName> = Exclude<Change<E, never>, { type: 'checkpoint' }>

/** Reads the updates of all tickets since the state; `changesOf` makes records of those of one page. */
export async function* readTicketEvents<E extends EntityName>(
  ctx: ZendeskContext,
  since: TimeExportState | null,
  changesOf: (events: readonly TicketEvent[]) => AsyncIterable<RecordChange<E>>,
): AsyncGenerator<Change<E, TimeExportState>> {
  const request = (start: number) => requestTicketEvents(ctx, start)
  for await (const { records, state, cutSecond } of readTimeExport(ctx, since, request)) {
    const events: TicketEvent[] = []
    const rejects: Reject[] = []
    for (const record of records) {
      const parsed = parseRecord(ticketEvent, 'ticket event', record)
      if (isReject(parsed)) rejects.push(parsed)
      else events.push(parsed)
    }
    yield* rejects
    yield* changesOf(events)
    if (cutSecond !== null) yield cutSecondReject('ticket events', cutSecond)
    yield { type: 'checkpoint', state }
  }
}
