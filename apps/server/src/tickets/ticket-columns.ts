import type { Columns } from '../http/export.ts'
import type { ListedTicket } from './list-tickets.ts'

/** The columns of exported tickets; times are seconds. */
export const ticketColumns: Columns<ListedTicket> = {
  record: ({ record }) => record,
  subject: ({ subject }) => subject,
  started_at: ({ startedAt }) => startedAt,
  category: ({ category }) => category,
  channel: ({ channel }) => channel,
  priority: ({ priority }) => priority,
  topic: ({ topic }) => topic,
  agent: ({ agent }) => agent,
  team: ({ team }) => team,
  customer: ({ customer }) => customer,
  first_response: ({ firstResponse }) => firstResponse,
  first_response_business: ({ firstResponseBusiness }) => firstResponseBusiness,
  target: ({ outcome }) => outcome,
  own_response: ({ ownResponse }) => ownResponse,
  own_response_business: ({ ownResponseBusiness }) => ownResponseBusiness,
  own_target: ({ ownOutcome }) => ownOutcome,
  vendor_first_response: ({ vendorFirstResponse }) => vendorFirstResponse,
  resolved_at: ({ resolvedAt }) => resolvedAt,
  resolution: ({ resolution }) => resolution,
  resolution_business: ({ resolutionBusiness }) => resolutionBusiness,
  requester_wait: ({ requesterWait }) => requesterWait,
  agent_wait: ({ agentWait }) => agentWait,
  on_hold: ({ onHold }) => onHold,
  reopens: ({ reopens }) => reopens,
  fcr: ({ fcr }) => fcr,
  fcr_reason: ({ fcrReason }) => fcrReason,
  flags: ({ flags }) => flags.join(' '),
}
