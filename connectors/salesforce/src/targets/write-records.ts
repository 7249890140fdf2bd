import { ConnectorError, type TargetField, type Write, type WriteResult } from '@rapport/connector'
import type { SalesforceContext } from '../client.ts'
import { lockedOnes, type Outcomes, type RecordUpdate } from './record-update.ts'
import type { TargetObject } from './target-object.ts'
import { prepareUpdates } from './target-updates.ts'
import { updateByJobs } from './update-by-jobs.ts'
import { updateInCollections, updateLocked } from './update-in-collections.ts'

/**
 * Writes a batch and gives each write its own result: by collections of 200, or by an ingest job where there are more than
 * the setting `ingestAbove` says. Locked records are sent again in smaller parts. Salesforce tells no modified time.
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
  const updates = [...prepared.values()].filter(
    (one): one is RecordUpdate => !(one instanceof ConnectorError),
  )
  const outcomes: Outcomes = new Map()
  if (updates.length > ctx.settings.ingestAbove) {
    await updateByJobs(ctx, updates, outcomes)
    await retryLocked(ctx, updates, outcomes)
  } else {
    await updateInCollections(ctx, updates, outcomes)
  }
  await updateLocked(ctx, updates, outcomes)
  return batch.map(({ id }) => resultOf(object, id, prepared.get(id), outcomes))
}

/** What a job found locked is mostly free again when it has ended. */
async function retryLocked(
  ctx: SalesforceContext,
  updates: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<void> {
  const locked = lockedOnes(updates, outcomes)
  const again: Outcomes = new Map()
  try {
    await updateInCollections(ctx, locked, again)
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    for (const { id } of locked) again.set(id, { state: 'failed', error })
  }
  for (const [id, outcome] of again) outcomes.set(id, outcome)
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
