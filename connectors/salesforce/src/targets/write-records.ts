import { ConnectorError, type TargetField, type Write, type WriteResult } from '@rapport/connector'
import type { SalesforceContext } from '../client.ts'
import type { Outcomes, RecordUpdate } from './record-update.ts'
import type { TargetObject } from './target-object.ts'
import { prepareUpdates } from './target-updates.ts'
import { updateInCollections, updateLocked } from './update-in-collections.ts'

/**
 * Writes a batch by collections of 200 and gives each write its own result. Locked records are sent again in smaller parts.
 * Salesforce tells no modified time.
 *
 * @throws ConnectorError where nothing is known of any record
 */
export async function writeRecords(
  ctx: SalesforceContext,
  object: TargetObject,
  batch: readonly Write[],
  fields: readonly TargetField[],
): Promise<readonly WriteResult[]> {
  if (batch.length === 0) return []
  const prepared = await prepareUpdates(ctx, object, batch, fields)
  const updates = inOrderOfObjects(
    [...prepared.values()].filter((one): one is RecordUpdate => !(one instanceof ConnectorError)),
  )
  const outcomes: Outcomes = new Map()
  await updateInCollections(ctx, updates, outcomes)
  await updateLocked(ctx, updates, outcomes)
  return batch.map(({ id }) => resultOf(object, id, prepared.get(id), outcomes))
}

/** Those of one object behind those of another: a collection that changes from one to the other more than ten times is refused. */
function inOrderOfObjects(updates: readonly RecordUpdate[]): readonly RecordUpdate[] {
  return [...Map.groupBy(updates, ({ object }) => object).values()].flat()
}

function resultOf(
  object: TargetObject,
  id: string,
  prepared: RecordUpdate | ConnectorError | undefined,
  outcomes: Outcomes,
): WriteResult {
  if (prepared instanceof ConnectorError) return { id, ok: false, error: prepared }
  const outcome = prepared === undefined ? undefined : outcomes.get(prepared.id)
  if (outcome === undefined) {
    const message = `${object} ${id}: Salesforce's answer does not mention this record`
    return { id, ok: false, error: new ConnectorError('contract', message, { outcome: 'unknown' }) }
  }
  return outcome.state === 'done'
    ? { id, ok: true, modifiedAt: null }
    : { id, ok: false, error: outcome.error }
}
