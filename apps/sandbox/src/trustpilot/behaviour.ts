import { z } from 'zod'

/** Behaviour that can be changed while the server runs. */
export const behaviour = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().nonnegative(),
  /** Limits of 833 calls in five minutes and 10,000 in an hour. */
  limits: z.enum(['on', 'off']),
  /** Whether times end in `Z`; the vendor's examples do not. */
  zone: z.enum(['none', 'Z']),
  /** How long an access token holds, in seconds. */
  tokenLifeS: z.number().positive(),
})
export type Behaviour = z.output<typeof behaviour>

export const USUAL_BEHAVIOUR: Behaviour = { latencyMs: 0, limits: 'on', zone: 'none', tokenLifeS: 359_999 }
