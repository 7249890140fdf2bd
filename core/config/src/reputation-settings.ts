import { z } from 'zod'

const weight = z.number().min(0)

/** How the reputation of places is computed, and which company a place belongs to. */
export const reputationSettings = z
  .strictObject({
    placeIdFields: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe(
        'By connection: the field of a company that holds the ids of its places, separated by commas, as their site or Google Maps knows them, e.g. { hubspot: google_place_id }',
      ),
    weights: z
      .strictObject({
        quality: weight.default(0.6).describe('The reputation itself, on 0–100'),
        volume: weight.default(0.15).describe('How many reviews came in a year'),
        recency: weight.default(0.1).describe('How new the newest is'),
        answered: weight.default(0.15).describe('The share of reviews of a year that were answered'),
      })
      .refine((weights) => Object.values(weights).some((one) => one > 0), {
        error: 'are all 0: at least one part of the score needs a weight above 0',
      })
      .prefault({})
      .describe(
        'What the parts of the reputation score count; those that are unknown leave their share to the others',
      ),
  })
  .describe('How the reputation of places is computed')
export type ReputationSettings = z.output<typeof reputationSettings>
