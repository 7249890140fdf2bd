import { z } from 'zod'
import { instant } from './primitives.ts'

/** How long and for what the content of a source may be kept. */
export const retentionClass = z
  .enum(['full', 'revocable', 'ttl24h', 'id_only', 'contract'])
  .describe(
    'full: kept; revocable: deleted when access ends; ttl24h: content purged after 24 hours; id_only: shown, never stored; contract: off unless agreed',
  )
export type RetentionClass = z.infer<typeof retentionClass>

/** One number with what is needed to trust it. */
export const scoreValue = z.object({
  value: z.union([z.number(), z.string()]).nullable().describe('Null where it cannot be known'),
  low: z.number().nullable().optional().describe('Lower end of the 80 % interval, where there is one'),
  high: z.number().nullable().optional().describe('Upper end of the 80 % interval, where there is one'),
})
export type ScoreValue = z.infer<typeof scoreValue>

/** What one policy says of one customer at one moment. */
export const score = z.object({
  customerId: z.number().int(),
  policy: z.string().describe('Definition and version, e.g. btyd@1'),
  asOf: instant,
  n: z.number().int().describe('Sample size the numbers rest on'),
  values: z.record(z.string(), scoreValue),
  why: z.string().max(255).nullable(),
  explanation: z.record(z.string(), z.unknown()),
})
export type Score = z.infer<typeof score>

/** A party after identity resolution. */
export const customer = z.object({
  id: z.number().int(),
  level: z.enum(['company', 'contact']),
  name: z.string().nullable(),
})
export type CustomerLevel = z.infer<typeof customer>['level']
