import { defineConnector, noAuthentication } from '@rapport/connector'
import { checkFile } from './check.ts'
import { type Settings, settings } from './settings.ts'
import { companies, companyFile } from './streams/companies.ts'
import { contactFile, contacts } from './streams/contacts.ts'
import { transactionFile, transactions } from './streams/transactions.ts'

/** Files as a source: the smallest connector, and the one to copy. */
export const csv = defineConnector<Settings>({
  id: 'csv',
  title: 'CSV files',
  settings,
  authentication: [noAuthentication()],
  retention: 'full',
  baseUrl: () => null,
  budgets: [],
  streams: [companies, contacts, transactions],
  targets: [],
  async *check(ctx) {
    yield* checkFile(ctx, companyFile)
    yield* checkFile(ctx, contactFile)
    yield* checkFile(ctx, transactionFile)
  },
})

export type { Settings } from './settings.ts'
