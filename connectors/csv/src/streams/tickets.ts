import type { Delete, Merge } from '@rapport/connector'
import { type EntityInput, type TicketEventLine, ticketCategory } from '@rapport/model'
import { CellError, readDecimal, readInstant } from '../cells.ts'
import { defineFilesStream, type RowChanges } from '../checkpointed-files.ts'
import type { Columns } from '../columns.ts'
import { type ReadLine, readEvents } from '../events/read-events.ts'
import { instantOf } from '../events/record-id.ts'
import { indexTickets, type TicketIndex } from '../events/ticket-index.ts'
import { defineFile, readRecords } from '../file-stream.ts'
import { findFiles } from '../source-file.ts'

/** Column by model field. */
export const ticketColumns = {
  id: 'id',
  subject: 'subject',
  category: 'category',
  status: 'status',
  channel: 'channel',
  priority: 'priority',
  topic: 'topic',
  initiator: 'initiator',
  contact: 'customer_id',
  company: 'company_id',
  agent: 'agent_id',
  team: 'team_id',
  createdAt: 'created_at',
  closedAt: 'closed_at',
  firstResponse: 'first_response_seconds',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
type Field = keyof typeof ticketColumns

const initiators = ['customer', 'agent', 'system'] as const

/** `tickets.csv`: one request for help a row. */
export const ticketFile = defineFile<'ticket', Field>({
  entity: 'ticket',
  kind: 'tickets',
  columns: ticketColumns,
  require: (columns) => {
    columns.requireOneOf('id')
    columns.requireOneOf('createdAt')
  },
  startPass: (columns) => (cells) => {
    const text = (field: Field): string | null => columns.optional(cells, field)
    const [contact, company] = [text('contact'), text('company')]
    const closedAt = columns.instant(cells, 'closedAt')
    const category = columns.oneOf(cells, 'category', ticketCategory.options)
    return {
      record: {
        id: columns.id(cells),
        subject: text('subject'),
        category: category ?? (closedAt === null ? 'new' : 'closed'),
        status: text('status'),
        channel: text('channel'),
        priority: text('priority'),
        topic: text('topic'),
        initiator: columns.oneOf(cells, 'initiator', initiators),
        contacts: contact === null ? [] : [{ id: contact, primary: true }],
        companies: company === null ? [] : [{ id: company, primary: true }],
        agentId: text('agent'),
        teamId: text('team'),
        createdAt: readInstant(columns.cell(cells, 'createdAt'), columns.name('createdAt')),
        closedAt,
        vendorReported: vendorReported(columns, cells),
        modifiedAt: columns.instant(cells, 'modifiedAt'),
      },
      deleted: columns.yesNo(cells, 'deleted'),
    }
  },
})

/**
 * Tickets, from a table and from a file of events, either or both. A ticket of the table is as the table has it; another one is
 * made of the event of its creation, or, where there is none, of the first thing that happened to it.
 */
export const tickets = defineFilesStream<'ticket'>({
  entity: 'ticket',
  mappable: ticketColumns,
  find: (settings) => findFiles(settings, 'tickets', 'ticketEvents'),
  async *rows({ ctx, found, fields }) {
    const { tickets: table, ticketEvents: events } = found
    const index = events === undefined ? null : await indexTickets(ctx, events)
    if (table !== undefined) {
      for await (const changes of readRecords(ctx, table, ticketFile, fields)) {
        yield changes.flatMap((change): RowChanges<'ticket'> => {
          if (change.type === 'delete') index?.claim(change.id)
          if (change.type !== 'upsert' || index === null) return [change]
          const { id } = change.record
          index.claim(id)
          return [change, ...endingOf(id, index)]
        })
      }
    }
    if (events === undefined || index === null) return
    for await (const lines of readEvents(ctx, events)) {
      for (const line of lines) yield changesOfLine(line, index, events.path)
    }
  },
})

/** A bad line of which no type is known is set aside here. */
function changesOfLine(line: ReadLine, index: TicketIndex, path: string): RowChanges<'ticket'> {
  if (line === null) return []
  if ('reject' in line) {
    return line.type === null || line.type === 'created' || line.type === 'merged' ? [line.reject] : []
  }
  const { event } = line
  const reject: RowChanges<'ticket'> = isMergedIntoItself(event)
    ? [
        {
          type: 'reject',
          id: `${event.ticketId} merged into itself`,
          reason: `${path}: the ticket ${event.ticketId} is merged into itself: name the one that it lives on in`,
          raw: event,
        },
      ]
    : []
  const record = recordOf(event, index)
  if (record === null || !index.claim(event.ticketId)) return reject
  return [...reject, { type: 'upsert', record }, ...endingOf(event.ticketId, index)]
}

const isMergedIntoItself = (event: TicketEventLine): boolean =>
  event.type === 'merged' && event.into === event.ticketId

/** The record that an event makes; null where another line does, or has done so. */
function recordOf(event: TicketEventLine, index: TicketIndex): EntityInput<'ticket'> | null {
  const { ticketId } = event
  if (index.isClaimed(ticketId)) return null
  const createdAt = index.createdAt(ticketId)
  // What was given is read from the status changes: a ticket by itself is new.
  const base = { id: ticketId, category: 'new' } as const
  if (createdAt === null) {
    return { ...base, createdAt: instantOf(index.firstAt(ticketId)), creationKnown: false }
  }
  if (event.type !== 'created' || event.at !== createdAt) return null
  const { customerId, vendorFirstResponseSeconds: seconds = null, imported, hasMessages = false } = event
  return {
    ...base,
    createdAt: instantOf(createdAt),
    initiator: event.initiator,
    channel: event.channel,
    topic: event.topic,
    contacts: customerId === null ? [] : [{ id: customerId, primary: true }],
    ...(imported === undefined ? {} : { imported }),
    // Where the file does not say that there are some, a ticket without any tells nothing about answers.
    hasMessages,
    ...(seconds === null ? {} : { vendorReported: { firstResponseSeconds: seconds } }),
  }
}

/** Follows the record at once, so that no commit shows a ticket alive that is not. */
function endingOf(id: string, index: TicketIndex): (Delete | Merge)[] {
  const ending = index.ending(id)
  if (ending === null) return []
  const { merged, deletedAt, restoredAt } = ending
  if (merged !== null) return [{ type: 'merge', id, into: merged.into, at: instantOf(merged.at) }]
  if (deletedAt === null || (restoredAt !== null && restoredAt >= deletedAt)) return []
  return [{ type: 'delete', id, at: instantOf(deletedAt) }]
}

function vendorReported(columns: Columns<Field>, cells: readonly string[]): Record<string, unknown> {
  const written = columns.optional(cells, 'firstResponse')
  if (written === null) return {}
  const name = columns.name('firstResponse')
  const seconds = Number(readDecimal(written, name))
  if (seconds < 0) throw new CellError(`${name} "${written}" is less than nothing: write seconds`)
  return { firstResponseSeconds: seconds }
}
