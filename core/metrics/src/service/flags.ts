/** What a reader must know about a ticket beside its numbers. */
export const TICKET_FLAGS = {
  skew: 'A reply is dated up to 5 minutes before the request, since clocks differ; it counts as given at once.',
  set_aside: 'A reply is dated more than 5 minutes before the request and was set aside.',
  out_of_hours: 'Asked and answered outside working hours: no business time passed.',
  bot_resolved: 'A bot answered and the ticket was resolved without a person.',
  vendor_reported: 'The source keeps no messages: only its own figure, if any, is known.',
  restated: 'A reply was logged later than it was sent: figures given before then were without it.',
  imported: 'Taken over from another system with its history; kept out of alerts.',
  merge_cycle: 'Tickets were merged into one another in a circle, which was broken at this one.',
  trailing_contact: 'The customer wrote once more before the resolution and got no reply to that.',
  reply_without_status:
    'Was replied to, but no status was ever recorded: waits and resolution rest on nothing else.',
  created_missing: 'No creation is recorded: its first event stands for it.',
  no_schedule: 'The target counts business time, and no schedule is known for it.',
} as const

export type TicketFlag = keyof typeof TICKET_FLAGS
