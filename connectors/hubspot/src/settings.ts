import { z } from 'zod'

/** Settings of a HubSpot connection. */
export const hubspotSettings = z.strictObject({
  baseUrl: z
    .url()
    .default('https://api.hubapi.com')
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Where the HubSpot API answers'),
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
})
export type HubspotSettings = z.output<typeof hubspotSettings>

/** The HubSpot property behind one of Rapport's field names: `clv` → `rapport_clv`. */
export function propertyName(settings: HubspotSettings, field: string): string {
  return `${settings.propertyPrefix}${field}`
}
