import type { TicketEvent } from './events.ts'

/** What an event is, in words: `email out by automation`, `status open → solved`. */
export function eventWords(event: TicketEvent): string {
  switch (event.type) {
    case 'created':
      return `created by ${event.initiator}`
    case 'message':
      return `${event.kind} ${event.direction} by ${event.author}`
    case 'status':
      return `status ${event.from ?? '?'} → ${event.to}`
    case 'assigned':
      return `assigned to ${event.agent ?? event.team ?? (event.agent === null ? 'nobody' : 'no team')}`
    case 'bot_handoff':
      return 'handoff by a bot'
    case 'merged':
      return `merged into ${event.into}`
    case 'schedule_applied':
      return `schedule ${event.schedule}`
    case 'priority':
      return `priority ${event.from ?? '?'} → ${event.to ?? 'none'}`
    default:
      return event.type
  }
}

/** What an event says beside its type, by name: what `eventWords` is made of, for texts in other words. */
export function eventValues(event: TicketEvent): Readonly<Record<string, string | null>> {
  switch (event.type) {
    case 'created':
      return { initiator: event.initiator }
    case 'message':
      return { kind: event.kind, direction: event.direction, author: event.author }
    case 'status':
    case 'priority':
      return { from: event.from, to: event.to }
    case 'assigned':
      return event.agent === undefined ? { team: event.team ?? null } : { agent: event.agent }
    case 'merged':
      return { into: event.into }
    case 'schedule_applied':
      return { schedule: event.schedule }
    default:
      return {}
  }
}
