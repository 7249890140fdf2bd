import { z } from 'zod'
import {
  association,
  calendarDate,
  currencyCode,
  decimal,
  externalId,
  foreignKey,
  instant,
} from './primitives.ts'

/** A sale: won, lost or open. Won deals, orders and invoices are the transactions of customer lifetime value. */
export const deal = z
  .object({
    id: externalId,
    name: z.string().nullable().default(null),
    kind: z
      .enum(['deal', 'order', 'invoice', 'refund'])
      .default('deal')
      .describe('What the source calls a sale'),
    state: z.enum(['open', 'won', 'lost']),
    amount: decimal.nullable().default(null).describe('Unknown is null, never 0'),
    currency: currencyCode.nullable().default(null).describe('Null: the currency of the account'),
    homeCurrency: currencyCode.nullable().default(null).describe('The currency of homeAmount'),
    homeAmount: decimal.nullable().default(null).describe("The source's own conversion to its home currency"),
    closedAt: instant.nullable().default(null).describe('When it was won or lost'),
    createdAt: instant.nullable().default(null),
    pipeline: z.string().nullable().default(null),
    stage: z.string().nullable().default(null),
    dealType: z
      .string()
      .nullable()
      .default(null)
      .describe('New business, renewal, …, as the source names it'),
    product: z.string().nullable().default(null).describe('What was sold, as the source names it'),
    contacts: z.array(association).default([]).describe('People the deal is linked to'),
    companies: z.array(association).default([]).describe('Companies the deal is linked to'),
    foreignKeys: z
      .array(foreignKey)
      .default([])
      .describe('Ids of the same sale in other systems: it counts once, where it came from'),
    ownerId: z.string().nullable().default(null),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('A sale: won, lost or open')
export type Deal = z.infer<typeof deal>

/** Recurring revenue under a contract. */
export const subscription = z
  .object({
    id: externalId,
    contacts: z.array(association).default([]),
    companies: z.array(association).default([]),
    startsOn: calendarDate.nullable().default(null),
    endsOn: calendarDate.nullable().default(null).describe('Null while it runs'),
    amount: decimal.nullable().default(null).describe('Amount per period'),
    currency: currencyCode.nullable().default(null),
    period: z.enum(['week', 'month', 'quarter', 'year']).nullable().default(null),
    status: z.string().nullable().default(null),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('Recurring revenue with start, end and amount per period')

/** What one unit of a currency is worth in another on one day. */
export const exchangeRate = z
  .object({
    from: currencyCode,
    to: currencyCode,
    on: calendarDate.describe('The day from which the rate holds'),
    rate: decimal,
  })
  .describe('A dated exchange rate; never invented')
