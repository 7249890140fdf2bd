import type { ConnectorContext, JobWriting, TargetField, Write, WriteResult } from '@rapport/connector'
import type { Flaw } from './connector.ts'

type WriteBatch<Settings> = (
  ctx: ConnectorContext<Settings>,
  batch: readonly Write[],
  fields: readonly TargetField[],
) => Promise<readonly WriteResult[]>

/** Jobs of the example vendor: one call takes all that a job holds, and the results come backwards, one by one. */
export function exampleJobs<Settings>(
  flaw: Flaw | undefined,
  write: WriteBatch<Settings>,
): JobWriting<Settings> {
  return {
    above: () => 100,
    open: (ctx, fields) => {
      const held: Write[] = []
      return {
        get size() {
          return held.length
        },
        isFull: false,
        add: async (batch) => {
          held.push(...batch)
          if (flaw === 'sends a job while it is filled') await write(ctx, batch, fields)
          return { taken: batch.length, unfit: [] }
        },
        async *send() {
          for (const result of (await write(ctx, held, fields)).toReversed()) {
            if (result.ok || flaw !== 'tells the good results of a job alone') yield [result]
          }
        },
      }
    },
  }
}
