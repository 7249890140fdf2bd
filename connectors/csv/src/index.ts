import { defineConnector, noAuthentication } from '@rapport/connector'
import { checkFiles } from './check.ts'
import { type Settings, settings } from './settings.ts'
import { companies } from './streams/companies.ts'
import { contacts } from './streams/contacts.ts'
import { messages } from './streams/messages.ts'
import { places } from './streams/places.ts'
import { reviews } from './streams/reviews.ts'
import { statusChanges } from './streams/status-changes.ts'
import { surveyResponses } from './streams/survey-responses.ts'
import { ticketEvents } from './streams/ticket-events.ts'
import { tickets } from './streams/tickets.ts'
import { transactions } from './streams/transactions.ts'

/** Files as a source: the smallest connector, and the one to copy. */
export const csv = defineConnector<Settings>({
  id: 'csv',
  title: 'CSV files',
  settings,
  authentication: [noAuthentication()],
  retention: 'full',
  retentionOf: ({ retention }) => retention,
  baseUrl: () => null,
  files: ({ folder, files = {} }) => [folder, ...Object.values(files)].filter((path) => path !== undefined),
  budgets: [],
  streams: [
    companies,
    contacts,
    transactions,
    tickets,
    messages,
    statusChanges,
    ticketEvents,
    surveyResponses,
    places,
    reviews,
  ],
  targets: [],
  check: checkFiles,
})

export {
  type ColumnChoice,
  proposeReviews,
  type ReviewProposal,
  type TableSample,
} from './mapping/propose-reviews.ts'
export { sampleTable } from './mapping/sample-table.ts'
export { dateOrders, fileNames, type ReviewSettings, type Settings } from './settings.ts'
export { type ReviewField, reviewColumns } from './streams/reviews.ts'
