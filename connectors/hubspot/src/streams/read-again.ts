import type { AnyStream, Change, Checkpoint, ConnectorContext, ReadAgainOptions } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { z } from 'zod'
import { readRecords } from '../objects.ts'
import type { HubspotSettings } from '../settings.ts'
import { changesOfIds } from './changes-of-records.ts'
import type { ObjectEntity } from './object-description.ts'
import { PortalBinding, type PortalSource } from './portal-binding.ts'
import type { Reading } from './reading.ts'

/** A stream whose records can be read again by ids, whatever happened to them. */
export interface ReadableAgain extends AnyStream<HubspotSettings> {
  readAgain(
    ctx: ConnectorContext<HubspotSettings>,
    ids: readonly string[],
    options: ReadAgainOptions,
  ): AsyncIterable<Exclude<Change, Checkpoint>>
}

/** A change that is not a checkpoint. */
export type RecordChange<E extends EntityName> = Exclude<Change<E, never>, { type: 'checkpoint' }>

/**
 * The records with these ids as they are now. One that is not there is archived, merged into one that names it, or gone for good: for
 * each of them that is a delete, which leaves a merge that is known as it is.
 */
export async function* changesNow<E extends ObjectEntity>(
  reading: Reading<E>,
  ids: readonly string[],
): AsyncGenerator<RecordChange<E>> {
  const missing = new Set(ids)
  for await (const change of changesOfIds<E, never>(reading, ids)) {
    if (change.type === 'checkpoint') continue
    if (change.type === 'upsert') missing.delete(change.record.id)
    if (change.type === 'reject' && change.id !== null) missing.delete(change.id)
    yield change
  }
  if (missing.size === 0) return
  const { ctx, description } = reading
  const archived = await readRecords(ctx, description.objectType, [...missing], ['hs_object_id'], {
    archived: true,
  })
  const archivedAt = new Map(archived.map((record) => [record.id, record.archivedAt ?? record.updatedAt]))
  for (const id of missing) {
    const at = archivedAt.get(id) ?? null
    yield { type: 'delete', id, ...(at === null ? {} : { at }) }
  }
}

const boundState = z.object({ portal: z.number().nullable().default(null) })

/** Passes changes on, held to the portal that the stream's records came from. */
export async function* fromKnownPortal<E extends EntityName>(
  source: PortalSource,
  state: unknown,
  changes: AsyncIterable<RecordChange<E>>,
): AsyncGenerator<RecordChange<E>> {
  const portal = new PortalBinding(boundState.safeParse(state).data?.portal ?? null)
  for await (const change of portal.pass<E, { portal: number | null }>(source, changes)) {
    if (change.type !== 'checkpoint') yield change
  }
}
