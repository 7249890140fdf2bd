export type { CallKind as ZendeskCallKind, ZendeskCall, ZendeskCounters } from './call-log.ts'
export type { ZendeskBehaviour, ZendeskControl } from './control.ts'
export {
  addGroup as addZendeskGroup,
  addMembership as addZendeskMembership,
  addOrganization as addZendeskOrganization,
  addUser as addZendeskUser,
  answerSurvey as answerZendeskSurvey,
  changeOrganization as changeZendeskOrganization,
  changeUser as changeZendeskUser,
  deleteOrganization as deleteZendeskOrganization,
  deleteUser as deleteZendeskUser,
  rateTicket as rateZendeskTicket,
} from './edits.ts'
export type { ZendeskFault } from './faults.ts'
export type { LimitOption as ZendeskLimitOption } from './limits.ts'
export type {
  Ticket as ZendeskTicket,
  TicketEvent as ZendeskTicketEvent,
  User as ZendeskUser,
} from './records.ts'
export { startZendesk, type ZendeskOptions, type ZendeskServer } from './server.ts'
export { ZendeskState } from './state.ts'
export {
  addComment as addZendeskComment,
  addTicket as addZendeskTicket,
  archiveTicket as archiveZendeskTicket,
  changeTicket as changeZendeskTicket,
  deleteTicket as deleteZendeskTicket,
  makeCommentPrivate as makeZendeskCommentPrivate,
  mergeTickets as mergeZendeskTickets,
  type NewComment as ZendeskNewComment,
  type NewTicket as ZendeskNewTicket,
  restoreTicket as restoreZendeskTicket,
  SYSTEM_USER as ZENDESK_SYSTEM_USER,
} from './ticket-edits.ts'
