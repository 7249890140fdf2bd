/** What records of the connected systems are, by the names that the server has for them. */
export const entityTexts = {
  'entity.company': 'company',
  'entity.contact': 'contact',
  'entity.deal': 'deal',
  'entity.subscription': 'subscription',
  'entity.ticket': 'ticket',
  'entity.message': 'message',
  'entity.statusChange': 'status change',
  'entity.ticketEvent': 'ticket event',
  'entity.surveyResponse': 'survey answer',
  'entity.agent': 'agent',
  'entity.team': 'team',
  'entity.place': 'place',
  'entity.review': 'review',
} as const
