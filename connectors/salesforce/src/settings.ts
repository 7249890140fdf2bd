import { webAddress } from '@rapport/connector'
import { currencyCode, ticketCategory } from '@rapport/model'
import { z } from 'zod'

/** What a question of a survey measures, and on which scale. */
const surveyQuestion = z.strictObject({
  kind: z.enum(['nps', 'csat', 'ces', 'csi']),
  scaleMin: z.number(),
  scaleMax: z.number(),
  higherIsBetter: z.boolean().default(true),
})
export type SurveyQuestion = z.output<typeof surveyQuestion>

/** Settings of a Salesforce connection. */
export const salesforceSettings = z.strictObject({
  instanceUrl: webAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .describe("The org's My Domain address, such as https://acme.my.salesforce.com"),
  loginUrl: webAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null)
    .describe('Where sign-ins are made and what a signed one names as its audience; null: instanceUrl'),
  apiVersion: z
    .string()
    .regex(/^\d{2,3}\.0$/, 'must be a version such as "68.0"')
    .default('68.0')
    .describe('The version of the Salesforce API; it must be one that the org still answers'),
  currency: currencyCode
    .nullable()
    .default(null)
    .describe('The currency of an org without multiple currencies, which its API does not tell'),
  sales: z
    .enum(['opportunities', 'orders', 'both'])
    .default('both')
    .describe(
      'What is read as a sale. With both, an order that belongs to an opportunity is not read as a sale of its own: the opportunity counts, and reductions of the order count as refunds',
    ),
  statusCategories: z
    .record(z.string(), ticketCategory)
    .default({})
    .describe('What a status of a case means, where neither Salesforce nor its name tells it'),
  surveyQuestions: z
    .record(z.string(), surveyQuestion)
    .default({})
    .describe('What questions of surveys measure, by their Salesforce id, where their type does not tell it'),
  automaticSenders: z
    .array(z.email())
    .default([])
    .describe('Addresses whose outgoing mail on cases nobody writes by hand'),
  pageSize: z
    .int()
    .min(1)
    .max(2000)
    .default(2000)
    .describe('Records per query; Salesforce gives at most 2,000'),
  bulkAbove: z
    .int()
    .min(0)
    .default(10_000)
    .describe('More records than this are read by a bulk job instead of page by page'),
  ingestAbove: z
    .int()
    .min(0)
    .default(2_000)
    .describe('More changes than this are written by an ingest job instead of 200 with a call'),
  bulkPollMs: z
    .int()
    .min(1)
    .default(5_000)
    .describe('How long to wait between two looks at a bulk job, in milliseconds'),
  dailyReserve: z
    .number()
    .min(0)
    .max(0.95)
    .default(0.2)
    .describe("Share of the org's daily API calls that is left to its other apps"),
  runShare: z
    .number()
    .min(0.001)
    .max(1)
    .default(0.25)
    .describe("Largest share of the org's daily API calls that one run may spend"),
  concurrentRequests: z
    .int()
    .min(2)
    .max(20)
    .default(4)
    .describe(
      'Most requests that one process of Rapport has under way to the org at once. Salesforce takes none while 25 have been running for 20 seconds, or 5 in trial and developer orgs',
    ),
  fieldPrefix: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]*_$/, 'must be letters and digits with one underscore at the end')
    .default('Rapport_')
    .describe('What the names of the fields that Rapport writes begin with'),
})
export type SalesforceSettings = z.output<typeof salesforceSettings>

/** The Salesforce field behind one of Rapport's field names: `clv_low` → `Rapport_Clv_Low__c`. */
export function fieldName(settings: SalesforceSettings, field: string): string {
  const words = field.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${settings.fieldPrefix}${words.join('_')}__c`
}
