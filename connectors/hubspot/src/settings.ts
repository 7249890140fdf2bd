import { secretReference, webAddress } from '@rapport/connector'
import { ticketCategory } from '@rapport/model'
import { z } from 'zod'

/** What a survey measures, and on which scale. */
const surveyScale = z
  .strictObject({
    kind: z.enum(['nps', 'csat', 'ces', 'csi']).optional(),
    scaleMin: z.number(),
    scaleMax: z.number(),
    higherIsBetter: z.boolean().default(true),
  })
  .refine(({ scaleMin, scaleMax }) => scaleMin < scaleMax, 'scaleMin must be below scaleMax')
export type SurveyScale = z.output<typeof surveyScale>

const usualApp = 'https://app.hubspot.com'

/** Settings of a HubSpot connection. */
export const hubspotSettings = z.strictObject({
  baseUrl: webAddress
    .default('https://api.hubapi.com')
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Where the HubSpot API answers'),
  appUrl: webAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(usualApp)
    .describe(
      'Where people open HubSpot, for signing in and for links to records: https://app-eu1.hubspot.com for a portal in the European data centre; null: no links',
    ),
  propertyGroup: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores')
    .default('rapport')
    .describe('The property group that holds the fields Rapport writes'),
  propertyPrefix: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores')
    .default('rapport_')
    .describe('What the names of the properties that Rapport writes begin with'),
  stageCategories: z
    .record(z.string(), ticketCategory)
    .default({})
    .describe(
      'What a stage of tickets means, by its id, where HubSpot\'s own OPEN or CLOSED is not enough: {"2": pending_customer} for a stage that waits for the customer. Without it the first stage of a pipeline is new, other open ones are open, and CLOSED is closed',
    ),
  webhookSecret: secretReference
    .optional()
    .describe(
      "The client secret of the app that sends webhooks, by reference: env:NAME, file:path or stored:NAME. Without it the sign-in's clientSecret, where there is one",
    ),
  surveyScales: z
    .record(z.string(), surveyScale)
    .default({})
    .describe(
      'The scale of a survey, and what it measures, by its HubSpot id, where HubSpot does not tell: {"42": {scaleMin: 1, scaleMax: 5}}. NPS is 0 to 10 and CES 1 to 7 without it; a CSAT survey\'s scale is its own',
    ),
})
export type HubspotSettings = z.output<typeof hubspotSettings>

/** Where people open HubSpot, with links to records or without. */
export const whereTheAppIs = ({ appUrl }: HubspotSettings): string => appUrl ?? usualApp

/** The HubSpot property behind one of Rapport's field names: `clv` → `rapport_clv`. */
export function propertyName(settings: HubspotSettings, field: string): string {
  return `${settings.propertyPrefix}${field}`
}
