import { ConnectorError } from '@rapport/connector'
import { callClient, type SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import { type RecordResult, recordResults, recordsPerCollection } from './collection-call.ts'
import { failureOf } from './record-failure.ts'
import {
  done,
  lockedOnes,
  type Outcomes,
  partsOf,
  type RecordUpdate,
  type UpdateOutcome,
  withoutOutcome,
} from './record-update.ts'

/** Locked records are sent again in parts of this size: the fewer records a transaction writes, the shorter it waits. */
const lockedPerCall = 20
const triesWhileLocked = 3
/** As long as Salesforce works on a call: an org's own triggers may take minutes, and what is given up goes on there. */
const timeoutMs = 600_000

/**
 * Updates records, 200 a call, each for itself: one that Salesforce refuses does not hold up the others. Where a call fails,
 * its records get the error, and those behind it are not sent.
 * @throws ConnectorError where a call fails before anything is known of any record
 */
export async function updateInCollections(
  ctx: SalesforceContext,
  updates: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<void> {
  for (const part of partsOf(updates, recordsPerCollection)) {
    try {
      await send(ctx, part, outcomes)
    } catch (error) {
      failRest(updates, part, outcomes, error)
      return
    }
  }
}

/** Sends records that were locked again, in small parts, with pauses. Those that stay locked keep that outcome. */
export async function updateLocked(
  ctx: SalesforceContext,
  updates: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<void> {
  for (const part of partsOf(lockedOnes(updates, outcomes), lockedPerCall)) {
    const open = await sendWhileLocked(ctx, part, outcomes)
    if (open === null) continue
    for (const { id } of open.updates) outcomes.set(id, { state: 'failed', error: open.error })
    return
  }
}

/**
 * Sends one part until nothing of it is locked. The pauses are those between the tries of one call.
 * @returns the updates whose call failed otherwise, with its error; null where there are none
 */
async function sendWhileLocked(
  ctx: SalesforceContext,
  part: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<{ readonly updates: readonly RecordUpdate[]; readonly error: ConnectorError } | null> {
  let tries = 0
  let isLocked = false
  let updates = part
  const operation = `update ${part.length} locked records`
  try {
    await callClient(ctx, { effect: 'write', operation, timeoutMs }, async (connection) => {
      isLocked = false
      const body = bodyOf(updates)
      const answer = await connection.requestPatch(paths.collection(ctx.settings), body)
      keep(updates, recordResults(operation, answer, updates.length), outcomes)
      updates = lockedOnes(updates, outcomes)
      tries += 1
      if (updates.length === 0 || tries >= triesWhileLocked) return
      isLocked = true
      throw new ConnectorError('transient', `${operation}: ${updates.length} are still locked`)
    })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (!isLocked) return { updates, error }
  }
  return null
}

/** One call. Where Salesforce refuses it as a whole for what stands in it, its halves are sent. */
async function send(
  ctx: SalesforceContext,
  updates: readonly RecordUpdate[],
  outcomes: Outcomes,
): Promise<void> {
  const operation = `update ${updates.length} records`
  try {
    const answer: unknown = await callClient(
      ctx,
      { effect: 'write', operation, timeoutMs },
      async (connection) => connection.requestPatch(paths.collection(ctx.settings), bodyOf(updates)),
    )
    keep(updates, recordResults(operation, answer, updates.length), outcomes)
  } catch (error) {
    const [only] = updates
    if (!(error instanceof ConnectorError) || !isAboutRecords(error) || only === undefined) throw error
    if (updates.length === 1) {
      outcomes.set(only.id, { state: 'failed', error })
      return
    }
    for (const half of partsOf(updates, Math.ceil(updates.length / 2))) await send(ctx, half, outcomes)
  }
}

function bodyOf(updates: readonly RecordUpdate[]) {
  return {
    allOrNone: false,
    records: updates.map(({ object, id, values }) => ({ attributes: { type: object }, id, ...values })),
  }
}

function keep(updates: readonly RecordUpdate[], results: readonly RecordResult[], outcomes: Outcomes): void {
  for (const [index, update] of updates.entries()) {
    const result = results[index]
    if (result !== undefined) outcomes.set(update.id, outcomeOf(update, result))
  }
}

function outcomeOf(update: RecordUpdate, { success, errors }: RecordResult): UpdateOutcome {
  if (success) return done
  const [first] = errors
  return failureOf(update, {
    code: first?.statusCode ?? 'UNKNOWN_EXCEPTION',
    message: first?.message ?? 'no reason given',
    fields: first?.fields ?? [],
  })
}

/** Whether a call was refused for what stands in it, so that smaller parts may pass. */
function isAboutRecords({ kind, outcome }: ConnectorError): boolean {
  return outcome === 'none' && (kind === 'invalid' || kind === 'gone' || kind === 'conflict')
}

/**
 * Keeps why records have no outcome: those of the part that failed by its error, the others because they were not sent.
 * @throws the error itself where it is none of the connection, or nothing is known of any record
 */
export function failRest(
  updates: readonly RecordUpdate[],
  part: readonly RecordUpdate[],
  outcomes: Outcomes,
  error: unknown,
): void {
  if (!(error instanceof ConnectorError) || outcomes.size === 0) throw error
  for (const { id } of withoutOutcome(part, outcomes)) outcomes.set(id, { state: 'failed', error })
  // What Salesforce answered of other records says nothing against these.
  const unsent = new ConnectorError(
    error.kind === 'contract' ? 'transient' : error.kind,
    `not sent: ${error.message}`,
    { cause: error, ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }) },
  )
  for (const { id } of withoutOutcome(updates, outcomes)) outcomes.set(id, { state: 'failed', error: unsent })
}
