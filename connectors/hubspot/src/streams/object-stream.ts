import {
  type Change,
  type Checkpoint,
  type ConnectorContext,
  defineStream,
  type FieldSelection,
} from '@rapport/connector'
import { leftOutUnlessGranted } from '../left-out.ts'
import { pageSizes } from '../objects.ts'
import type { HubspotSettings } from '../settings.ts'
import { beginBackfill, readBackfill } from './backfill.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { ObjectDescription, ObjectEntity } from './object-description.ts'
import { PortalBinding, sourceOf } from './portal-binding.ts'
import { changesNow, fromKnownPortal, type ReadableAgain } from './read-again.ts'
import { overlapMs, readChanges } from './read-changes.ts'
import { openReading, type Reading } from './reading.ts'
import { type ChangesState, type ObjectStreamState, objectStreamState } from './stream-state.ts'

/**
 * The stream of one CRM object. A first reading goes through the list (100 records per call, and no limit of 10,000) and,
 * where that is longer than a page, through what changed meanwhile; later ones read changes only. Under another mapping, a first
 * reading begins anew.
 */
export function defineObjectStream<E extends ObjectEntity>(description: ObjectDescription<E>): ReadableAgain {
  const stream = defineStream<E, ObjectStreamState, HubspotSettings>({
    entity: description.entity,
    state: objectStreamState,
    overlapMs,
    mappable: description.mappable,
    async *read(ctx, since, selection) {
      const changes = readStream(ctx, description, since, selection)
      yield* description.isOptional === true ? leftOutUnlessGranted(since === null, changes) : changes
    },
  })
  return {
    ...stream,
    async *readAgain(ctx, ids, { fields, state }) {
      const known = state(description.entity)
      const changes = readAgain(ctx, description, ids, fields(description.entity), known)
      yield* description.isOptional === true ? leftOutUnlessGranted(known === null, changes) : changes
    },
  }
}

async function* readAgain<E extends ObjectEntity>(
  ctx: ConnectorContext<HubspotSettings>,
  description: ObjectDescription<E>,
  ids: readonly string[],
  selection: FieldSelection,
  state: unknown,
): AsyncGenerator<Exclude<Change, Checkpoint>> {
  const reading = await openReading(ctx, description, selection)
  yield* fromKnownPortal(sourceOf(reading), state, changesNow(reading, ids)) as AsyncIterable<
    Exclude<Change, Checkpoint>
  >
}

async function* readStream<E extends ObjectEntity>(
  ctx: ConnectorContext<HubspotSettings>,
  description: ObjectDescription<E>,
  since: ObjectStreamState | null,
  selection: FieldSelection,
): AsyncGenerator<Change<E, ObjectStreamState>> {
  const reading = await openReading(ctx, description, selection)
  const fingerprint = fingerprintOf(description, selection, await description.basis?.(ctx))
  const isUsable = since !== null && (since.fingerprint ?? fingerprint) === fingerprint
  const start = isUsable ? { ...since, fingerprint } : null
  const portal = new PortalBinding(since?.portal ?? null)
  yield* portal.pass(sourceOf(reading), readFrom(reading, start, fingerprint, portal))
}

async function* readFrom<E extends ObjectEntity>(
  reading: Reading<E>,
  since: ObjectStreamState | null,
  fingerprint: string,
  portal: PortalBinding,
): AsyncGenerator<Change<E, ObjectStreamState>> {
  const start = since ?? (yield* beginBackfill(reading, fingerprint))
  if (start.phase === 'changes') {
    yield* readChanges(reading, start, portal)
    return
  }
  const records = yield* readBackfill(reading, start)
  const listed: ChangesState = {
    phase: 'changes',
    cursor: start.watermark,
    afterId: null,
    countFrom: null,
    archived: start.archived,
    settled: null,
    recount: null,
    fingerprint,
    portal: start.portal,
  }
  yield { type: 'checkpoint', state: listed }
  // A single call takes no time in which anything could change: what changes after it is the next run's.
  if (since === null && records <= pageSizes.list) return
  yield* readChanges(reading, listed, portal)
}
