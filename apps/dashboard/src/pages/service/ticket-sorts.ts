/** What the list of tickets can be sorted by. */
export const ticketSorts = [
  'startedAt',
  'firstResponse',
  'firstResponseBusiness',
  'resolution',
  'requesterWait',
  'reopens',
] as const
