import { webAddress } from '@rapport/connector'
import { z } from 'zod'

/** What Tripadvisor calls `location_id`. */
export const placeId = z
  .string()
  .regex(/^\d{1,12}$/, 'Tripadvisor writes them in digits: the number behind -d in the address of its page')

/** Settings of a Tripadvisor connection. */
export const tripadvisorSettings = z.strictObject({
  baseUrl: webAddress.default('https://api.content.tripadvisor.com').describe('Where the API is'),
  places: z
    .array(placeId)
    .min(1)
    .describe('Ids of your places; npx rapport check looks whether Tripadvisor knows them'),
  language: z
    .string()
    .min(2)
    .nullable()
    .default(null)
    .describe('The language of the reviews, such as en; null: what Tripadvisor takes'),
})
export type TripadvisorSettings = z.output<typeof tripadvisorSettings>
