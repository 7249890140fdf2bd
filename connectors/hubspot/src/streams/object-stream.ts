import { type AnyStream, defineStream } from '@rapport/connector'
import type { HubspotSettings } from '../settings.ts'
import { neverSwept } from './archived.ts'
import { beginBackfill, readBackfill } from './backfill.ts'
import type { ObjectDescription, ObjectEntity } from './object-description.ts'
import { overlapMs, readChanges } from './read-changes.ts'
import { openReading } from './reading.ts'
import { type ChangesState, type ObjectStreamState, objectStreamState } from './stream-state.ts'

/**
 * The stream of one CRM object. A first reading goes through the list (100 records per call, and no limit of 10,000), then
 * through what changed meanwhile; later ones read changes only.
 */
export function defineObjectStream<E extends ObjectEntity>(
  description: ObjectDescription<E>,
): AnyStream<HubspotSettings> {
  return defineStream<E, ObjectStreamState, HubspotSettings>({
    entity: description.entity,
    state: objectStreamState,
    overlapMs,
    mappable: description.mappable,
    async *read(ctx, since, selection) {
      const reading = await openReading(ctx, description, selection)
      const start = since ?? (await beginBackfill(reading))
      if (start.phase === 'changes') {
        yield* readChanges(reading, start)
        return
      }
      yield* readBackfill(reading, start)
      const listed: ChangesState = {
        phase: 'changes',
        cursor: start.watermark,
        afterId: null,
        countFrom: null,
        archived: neverSwept,
        settled: null,
      }
      yield { type: 'checkpoint', state: listed }
      yield* readChanges(reading, listed)
    },
  })
}
