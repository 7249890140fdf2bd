import { ConnectorError } from '@rapport/connector'
import type { EntityName, Instant } from '@rapport/model'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { errorCodesOf } from '../failures.ts'
import { takeForeseen } from '../foreseen.ts'
import { paths } from '../paths.ts'
import { later, shift, toInstant } from '../values.ts'
import { overlapMs } from './overlap.ts'
import type { SourceChange } from './read-source.ts'
import type { Reading } from './reading.ts'
import type { SourceState } from './source-state.ts'

const answered = z.object({
  deletedRecords: z.array(z.object({ id: z.string(), deletedDate: z.string() })),
  earliestDateAvailable: z.string().nullish(),
  latestDateCovered: z.string(),
})

/** Salesforce answers for the last 15 days of its log of deletions, and for no less than a minute. */
const longestMs = 15 * 86_400_000 - 3_600_000
const shortestMs = 120_000

/** The state before a first reading: the log of deletions is read from then on. */
export function withDeletionsFrom(state: SourceState, now: Instant | null): SourceState {
  return state.deletedUntil === null ? { ...state, deletedUntil: now } : state
}

/**
 * Reads the log of deletions since the last look: it holds what was deleted for good, past the recycle bin, which no query shows.
 * Where the log begins only after that look, what is stored has to be looked for by its ids, once. Where numbers are compared
 * every day, that finds it for less; they are not while an object of the stream is out of sight.
 * @param now the time at Salesforce, up to which is read; null: not known, and nothing is.
 * @param isCompared whether numbers are compared every day.
 */
export async function* readDeletions<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  now: Instant | null,
  isCompared: boolean,
): AsyncGenerator<SourceChange<E>, SourceState> {
  const { ctx, source, isReplicateable } = reading
  if (!isReplicateable || now === null || since.deletedUntil === null) return since
  const start = startOf(since.deletedUntil, now)
  const log = await readLog(ctx, source.object, start, now)
  // Kept as it is: where the log is there one day, what it does not tell of any more is looked for then.
  if (log === null) return since
  const { deleted, from, until } = log
  for (const { id, at } of deleted) yield { type: 'delete', id, ...(at === undefined ? {} : { at }) }
  const isGap = from > since.deletedUntil && !isCompared
  return {
    ...since,
    deletedUntil: later(until, since.deletedUntil),
    sweep: isGap ? { before: from, after: null } : since.sweep,
  }
}

/** What the log is going to be asked for by; null where it is not. */
export function deletionsPath(
  { ctx, source, isReplicateable }: Reading<EntityName>,
  { deletedUntil }: SourceState,
  now: Instant | null,
): string | null {
  if (!isReplicateable || now === null || deletedUntil === null) return null
  return paths.deletions(ctx.settings, source.object, startOf(deletedUntil, now), now)
}

/** What has been deleted of an object that is read along with another. */
export interface DeletedLog {
  readonly deleted: readonly { readonly id: string; readonly at: Instant | undefined }[]
  /** From when on the log tells of them: later than what was asked for, where Salesforce has cleared it since. */
  readonly from: Instant
  /** Up to when the log was complete. */
  readonly until: Instant
}

/** The log of deletions of an object from its last look on (null: it has none), and by which path it is asked for. */
export function deletionsSince(
  ctx: SalesforceContext,
  object: string,
  deletedUntil: Instant,
  now: Instant,
): { readonly path: string; read(): Promise<DeletedLog | null> } {
  const start = startOf(deletedUntil, now)
  return {
    path: paths.deletions(ctx.settings, object, start, now),
    read: () => readLog(ctx, object, start, now),
  }
}

function startOf(deletedUntil: Instant, now: Instant): Instant {
  const from = Math.max(Date.parse(deletedUntil) - overlapMs, Date.parse(now) - longestMs)
  return new Date(Math.min(from, Date.parse(now) - shortestMs)).toISOString()
}

/** Null: the object has no log, whatever it says of itself. */
async function readLog(
  ctx: SalesforceContext,
  object: string,
  start: Instant,
  end: Instant,
): Promise<DeletedLog | null> {
  try {
    const { deletedRecords, earliestDateAvailable, latestDateCovered } = await ask(ctx, object, start, end)
    return {
      deleted: deletedRecords.map(({ id, deletedDate }) => ({ id, at: toInstant(deletedDate) })),
      from: later(toInstant(earliestDateAvailable ?? '') ?? start, start),
      until: toInstant(latestDateCovered) ?? start,
    }
  } catch (error) {
    // Some objects are said to have a log and answer that they have none.
    if (error instanceof ConnectorError && error.kind === 'gone') return null
    const length = Date.parse(end) - Date.parse(start)
    if (!errorCodesOf(error).includes('EXCEEDED_ID_LIMIT') || length < 2 * shortestMs) throw error
    // More than 600,000 deletions: half the time at once.
    const middle = shift(start, Math.floor(length / 2))
    const first = await readLog(ctx, object, start, middle)
    const second = await readLog(ctx, object, middle, end)
    if (first === null || second === null) return null
    return { deleted: [...first.deleted, ...second.deleted], from: first.from, until: second.until }
  }
}

async function ask(
  ctx: SalesforceContext,
  object: string,
  start: Instant,
  end: Instant,
): Promise<z.infer<typeof answered>> {
  const operation = `read the deletions of ${object}`
  const path = paths.deletions(ctx.settings, object, start, end)
  const answer: unknown =
    takeForeseen(ctx, path)?.body ??
    (await callClient(ctx, { effect: 'read', operation }, async (connection) => connection.requestGet(path)))
  const parsed = answered.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no list of deletions`, {
    cause: parsed.error,
  })
}
