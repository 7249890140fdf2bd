export { customersWithMost } from './customers-with-most.ts'
export {
  type FiguresRequest,
  type GroupFigures,
  groupedFigures,
  type ServiceClock,
} from './grouped-figures.ts'
export { groupedNextReplies } from './next-replies.ts'
export {
  type DifferingKind,
  type DifferingTicket,
  type PresetRate,
  presetNames,
  type ReconciledRate,
  type Reconciliation,
  type ReconciliationRequest,
  reconcileFirstContact,
  reconcilePresets,
  type VendorComparison,
} from './reconcile.ts'
export {
  type BacklogStretch,
  type OpenOfAge,
  type ServiceBacklog,
  serviceBacklog,
} from './service-backlog.ts'
export { type ServiceChoice, type ServiceChoices, serviceChoices } from './service-choices.ts'
export { type DurationBin, type ServiceDistribution, serviceDistribution } from './service-distribution.ts'
export {
  type ServiceReport,
  type ServiceReportRequest,
  type ServiceReportRow,
  serviceMeasuredAt,
  serviceReport,
} from './service-report.ts'
export {
  SERVICE_DAYS,
  SERVICE_GROUPINGS,
  type ServiceDay,
  type ServiceGrouping,
  type ServiceSlice,
} from './service-slice.ts'
export { type DurationRange, TICKET_DURATIONS, type TicketDuration } from './ticket-durations.ts'
export { type ExplainedTicket, explainStoredTicket } from './ticket-explanation.ts'
export {
  countTickets,
  readTickets,
  TICKET_SELECTIONS,
  type TicketBehind,
  type TicketChoice,
  type TicketSelection,
  ticketsBehind,
} from './tickets-behind.ts'
export { type Uncounted, type UncountedTickets, uncountedTickets } from './uncounted-tickets.ts'
export type { VendorReported } from './vendor-reported.ts'
