export * from './business-time/index.ts'
export { TICKET_EVENT_KEYS, ticketEventLine } from './event-line.ts'
export type * from './events.ts'
export {
  type ExplainedEvent,
  explainTicket,
  type TakenFor,
  type TicketExplanation,
} from './explain-ticket.ts'
export type { ClockName, ExplainedClock } from './explained-clocks.ts'
export { TICKET_FLAGS, type TicketFlag } from './flags.ts'
export { mergeTickets } from './merge-tickets.ts'
export type { MessageRole, PassedOverReason } from './qualifying-reply.ts'
export type { TicketMetricsOptions } from './read-ticket.ts'
export { RAPPORT_SERVICE_POLICY, type ResponseTarget, type ServicePolicy } from './service-policy.ts'
export { AGENT_WAITS, ON_HOLD, REQUESTER_WAITS } from './statuses.ts'
export type * from './ticket-metrics.ts'
export { ticketMetrics } from './ticket-metrics-of.ts'
