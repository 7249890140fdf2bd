import { ConnectorError } from '@rapport/connector'
import type { EntityName, Instant } from '@rapport/model'
import { z } from 'zod'
import { callClient } from '../client.ts'
import { errorCodesOf } from '../failures.ts'
import { takeForeseen } from '../foreseen.ts'
import { paths } from '../paths.ts'
import { shift, toInstant } from '../values.ts'
import { overlapMs } from './overlap.ts'
import type { SourceChange } from './read-source.ts'
import type { Reading } from './reading.ts'
import type { SourceState } from './source-state.ts'

const answered = z.object({
  deletedRecords: z.array(z.object({ id: z.string(), deletedDate: z.string() })),
  latestDateCovered: z.string(),
})

/** Salesforce answers for the last 15 days of its log of deletions, and for no less than a minute. */
const longestMs = 15 * 86_400_000 - 3_600_000
const shortestMs = 120_000

/**
 * Reads the log of deletions since the last look: it holds what was deleted for good, past the recycle bin, which no query shows.
 * The first look only takes the time.
 * @param now the time at Salesforce, up to which is read; null: not known, and nothing is.
 */
export async function* readDeletions<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  now: Instant | null,
): AsyncGenerator<SourceChange<E>, SourceState> {
  if (!reading.isReplicateable || now === null) return since
  if (since.deletedUntil === null) return { ...since, deletedUntil: now }
  const start = startOf(since.deletedUntil, now)
  const until = yield* readLog(reading, start, now)
  const covered = Date.parse(until) > Date.parse(since.deletedUntil) ? until : since.deletedUntil
  return { ...since, deletedUntil: covered }
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

function startOf(deletedUntil: Instant, now: Instant): Instant {
  const from = Math.max(Date.parse(deletedUntil) - overlapMs, Date.parse(now) - longestMs)
  return new Date(Math.min(from, Date.parse(now) - shortestMs)).toISOString()
}

/** @returns up to when the log was complete. */
async function* readLog<E extends EntityName>(
  reading: Reading<E>,
  start: Instant,
  end: Instant,
): AsyncGenerator<SourceChange<E>, Instant> {
  try {
    const { deletedRecords, latestDateCovered } = await ask(reading, start, end)
    for (const { id, deletedDate } of deletedRecords) {
      const at = toInstant(deletedDate)
      yield { type: 'delete', id, ...(at === undefined ? {} : { at }) }
    }
    return toInstant(latestDateCovered) ?? start
  } catch (error) {
    // Some objects are said to have a log and answer that they have none.
    if (error instanceof ConnectorError && error.kind === 'gone') return start
    const length = Date.parse(end) - Date.parse(start)
    if (!errorCodesOf(error).includes('EXCEEDED_ID_LIMIT') || length < 2 * shortestMs) throw error
    // More than 600,000 deletions: half the time at once.
    const middle = shift(start, Math.floor(length / 2))
    yield* readLog(reading, start, middle)
    return yield* readLog(reading, middle, end)
  }
}

async function ask(
  { ctx, source }: Reading<EntityName>,
  start: Instant,
  end: Instant,
): Promise<z.infer<typeof answered>> {
  const operation = `read the deletions of ${source.object}`
  const path = paths.deletions(ctx.settings, source.object, start, end)
  const answer: unknown =
    takeForeseen(ctx, path)?.body ??
    (await callClient(ctx, { effect: 'read', operation }, async (connection) => connection.requestGet(path)))
  const parsed = answered.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no list of deletions`, {
    cause: parsed.error,
  })
}
