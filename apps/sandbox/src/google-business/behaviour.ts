import { z } from 'zod'

/** Behaviour that can be changed while the server runs. */
export const behaviour = z.strictObject({
  /** Added to every answer, in milliseconds. */
  latencyMs: z.number().nonnegative(),
  /** `none`: access to the APIs was not granted, and the quota is 0. */
  access: z.enum(['granted', 'none', 'disabled']),
  /** Limits of 300 requests a minute for each service, and 10 edits a minute for each location. */
  limits: z.enum(['on', 'off']),
  /** How long the token of a page holds, in milliseconds. */
  pageTokenLifeMs: z.number().positive(),
  /** How long a reply waits for its moderation, in milliseconds. One with a link in it is rejected. */
  moderationMs: z.number().nonnegative(),
  /** The field that tells the state of a reply; `absent`: none does. */
  replyStateField: z.enum(['reviewReplyState', 'state', 'absent']),
  /** Whether a reply moves the time of its review. */
  replyMovesReview: z.boolean(),
})
export type Behaviour = z.output<typeof behaviour>

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  access: 'granted',
  limits: 'on',
  pageTokenLifeMs: 3_600_000,
  moderationMs: 600_000,
  replyStateField: 'reviewReplyState',
  replyMovesReview: false,
}
