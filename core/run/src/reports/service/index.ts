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
  type ReconciledRate,
  type Reconciliation,
  type ReconciliationRequest,
  reconcileFirstContact,
  type VendorComparison,
} from './reconcile.ts'
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
export { type ExplainedTicket, explainStoredTicket } from './ticket-explanation.ts'
export {
  TICKET_SELECTIONS,
  type TicketBehind,
  type TicketSelection,
  ticketsBehind,
} from './tickets-behind.ts'
export type { VendorReported } from './vendor-reported.ts'
