import { ticketEventLine as line } from '@rapport/model'
import type { z } from 'zod'
import type { TicketEvent } from './events.ts'

export { TICKET_EVENT_KEYS } from '@rapport/model'

/** One line of an events file (METRICS.md, section 6) as an event; the same lines are read as a source. */
export const ticketEventLine: z.ZodType<TicketEvent> = line
