import { z } from 'zod'

/** Behaviour that can be changed while the server runs. What the vendor does not document has two ways. */
export const behaviour = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().nonnegative(),
  /** 50 calls a second, and the daily budget. */
  limits: z.enum(['on', 'off']),
  /** Calls until midnight UTC. */
  dailyBudget: z.int().nonnegative(),
  /** How a wrong key is refused. */
  wrongKey: z.union([z.literal(401), z.literal(403)]),
  /** Whether times end in `Z`. */
  zone: z.enum(['none', 'Z']),
  /** Whether ids and numbers come as numbers, or as text. */
  numbers: z.enum(['number', 'text']),
  /** Whether replies of owners are given. */
  ownerResponse: z.enum(['given', 'absent']),
  /** Whether a refusal for too many calls says when to come back. */
  retryAfter: z.enum(['given', 'absent']),
})
export type Behaviour = z.output<typeof behaviour>

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  limits: 'on',
  dailyBudget: 5_000,
  wrongKey: 403,
  zone: 'Z',
  numbers: 'number',
  ownerResponse: 'given',
  retryAfter: 'absent',
}
