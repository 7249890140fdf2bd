import { webAddress } from '@rapport/connector'
import { z } from 'zod'

/** An id of Google's is text without meaning, of no fixed length. */
export const placeId = z
  .string()
  .regex(
    /^[\w-]{10,300}$/,
    'Google writes them in letters, digits, - and _, such as ChIJj61dQgK6j4AR4GeTYWZsWWw',
  )

/** Settings of a Google Places connection. */
export const googlePlacesSettings = z.strictObject({
  baseUrl: webAddress.default('https://places.googleapis.com').describe('Where the API is'),
  places: z
    .array(placeId)
    .min(1)
    .describe('Ids of your places; npx rapport check looks whether Google knows them'),
})
export type GooglePlacesSettings = z.output<typeof googlePlacesSettings>
