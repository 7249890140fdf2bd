import { z } from 'zod'
import type { FaultRule } from '../fault-plan.ts'

const seconds = z.number().nonnegative().optional()

/** What goes wrong, as the tester's endpoints take it. */
export const siteFault = z.discriminatedUnion('kind', [
  /** An error answer before anything happens. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: seconds,
  }),
  /** 429 before anything happens. */
  z.strictObject({ kind: z.literal('rate-limit'), retryAfterSeconds: seconds }),
  /** The connection is reset before anything happens. */
  z.strictObject({ kind: z.literal('reset') }),
  /** It takes effect, and the connection is reset before the answer. */
  z.strictObject({ kind: z.literal('reset-after-commit') }),
  /** Half of the answer is sent and the connection is closed. */
  z.strictObject({ kind: z.literal('truncated-body') }),
  /** What would have been answered, as a page for people or as JSON of another shape, with this status. */
  z.strictObject({
    kind: z.literal('garbled'),
    as: z.enum(['page', 'json']),
    status: z.int().min(200).max(599).default(200),
  }),
  /** No answer, ever. */
  z.strictObject({ kind: z.literal('hang') }),
])
/** What goes wrong. */
export type SiteFault = z.output<typeof siteFault>
export type SiteFaultRule = FaultRule<SiteFault>
