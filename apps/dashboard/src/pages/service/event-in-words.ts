import { findMessage, message } from '../../messages/message.ts'
import type { Ticket } from './queries.ts'
import { worded } from './words.ts'

type Event = Pick<Ticket['events'][number], 'event' | 'type' | 'values'>

const party = worded('ticketParty')
const kindText = worded('ticketMessage')
/** Sources without statuses of their own have those of ours; names of theirs stand beside those, so they begin like them. */
const statusName = (name: string): string =>
  findMessage(`ticketCategory.${name}`) ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
const bare = ['bot_handoff', 'spam', 'trash', 'test', 'restore', 'deleted', 'survey'] as const

/** What happened to a ticket; names of statuses, priorities and people are those of the source. */
export function eventInWords({ event, type, values }: Event): string {
  const { from, to, into, schedule, kind, direction, author, initiator } = values
  const unknown = message('ticket.event.unknown')
  switch (type) {
    case 'created':
      return message('ticket.event.created', { by: party(initiator ?? '') })
    case 'message': {
      const written = { what: kindText(kind ?? ''), by: party(author ?? '') }
      return direction === 'in'
        ? message('ticket.event.message.in', written)
        : message('ticket.event.message.out', written)
    }
    case 'status':
      return changed('status', from, statusName(to ?? unknown), statusName)
    case 'priority':
      return changed('priority', from, to ?? message('ticket.event.priority.none'))
    case 'assigned':
      return assignedInWords(values)
    case 'merged':
      return message('ticket.event.mergedInto', { into: into ?? unknown })
    case 'schedule_applied':
      return message('ticket.event.schedule', { schedule: schedule ?? unknown })
    default: {
      const known = bare.find((one) => one === type)
      // An event that this page does not know yet is told as the server does.
      return known === undefined ? event : message(`ticket.event.${known}`)
    }
  }
}

function changed(
  what: 'status' | 'priority',
  from: string | null | undefined,
  to: string,
  nameOf = (name: string): string => name,
): string {
  return from === null || from === undefined
    ? message(`ticket.event.${what}.set`, { to })
    : message(`ticket.event.${what}`, { from: nameOf(from), to })
}

function assignedInWords({ agent, team }: Event['values']): string {
  if (agent !== undefined)
    return agent === null
      ? message('ticket.event.assigned.nobody')
      : message('ticket.event.assigned', { to: agent })
  return team === null || team === undefined
    ? message('ticket.event.assigned.noTeam')
    : message('ticket.event.assigned', { to: team })
}
