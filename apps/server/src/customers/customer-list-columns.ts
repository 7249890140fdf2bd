import type { Columns } from '../http/export.ts'
import type { CustomerDeal, CustomerReview, CustomerTicket } from './customer-lists.ts'

/** The columns of the exported deals of a customer. */
export const dealColumns: Columns<CustomerDeal> = {
  deal: ({ reference }) => reference,
  name: ({ name }) => name,
  state: ({ state }) => state,
  amount: ({ amount }) => (amount === null ? null : Number(amount)),
  currency: ({ currency }) => currency,
  closed_at: ({ closedAt }) => closedAt,
  why: ({ reason }) => reason,
}

/** The columns of the exported tickets of a customer. */
export const ticketColumns: Columns<CustomerTicket> = {
  ticket: ({ reference }) => reference,
  subject: ({ subject }) => subject,
  category: ({ category }) => category,
  started_at: ({ startedAt }) => startedAt,
  first_response_seconds: ({ firstResponseSeconds }) => firstResponseSeconds,
  fcr: ({ fcr }) => fcr,
}

/** The columns of the exported reviews of a customer. */
export const reviewColumns: Columns<CustomerReview> = {
  review: ({ reference }) => reference,
  rating: ({ rating }) => rating,
  scale_max: ({ scaleMax }) => scaleMax,
  text: ({ text }) => text,
  created_at: ({ createdAt }) => createdAt,
  reply_state: ({ replyState }) => replyState,
  why: ({ reason }) => reason,
}
