import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'

/** Records that one call may create or update (sObject Collections). */
export const recordsPerCollection = 200

const results = z.array(
  z.object({
    success: z.boolean(),
    errors: z
      .array(
        z.object({
          statusCode: z.string().catch(''),
          message: z.string().catch(''),
          fields: z.array(z.string()).nullish().catch(null),
        }),
      )
      .default([]),
  }),
)

/** What became of one record of a collection. */
export type RecordResult = z.infer<typeof results>[number]

/**
 * The results of a collection, in the order of its records.
 * @throws ConnectorError of kind `contract` where the answer is something else: what became of the records is unknown then
 */
export function recordResults(operation: string, answer: unknown, count: number): readonly RecordResult[] {
  const parsed = results.safeParse(answer)
  if (parsed.success && parsed.data.length === count) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no list of ${count} results`, {
    cause: parsed.error,
    outcome: 'unknown',
  })
}
