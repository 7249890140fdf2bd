import { z } from 'zod'

/** Behaviour that can be changed while the server runs. */
export const behaviour = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().nonnegative(),
  /** Limits of 300 calls a day and 5 a second, and of 20 replies a day for each location. */
  limits: z.enum(['on', 'off']),
  /** Excerpts of a business, by the plan: Base, Enhanced or Premium. */
  excerpts: z.union([z.literal(0), z.literal(3), z.literal(7)]),
  /** Whether the owner who signs replies has a photo. */
  ownerPhoto: z.boolean(),
  /** Whether locations take replies. */
  replies: z.enum(['on', 'off']),
})
export type Behaviour = z.output<typeof behaviour>

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  limits: 'on',
  excerpts: 3,
  ownerPhoto: true,
  replies: 'on',
}
