import type { Change, Checkpoint, ModifiedRange } from '@rapport/connector'
import { shift } from '../values.ts'
import { changesOfIds } from './changes-of-records.ts'
import { countModified, readModified } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { compareTimes, IdsByTime } from './overlap.ts'
import type { Reading } from './reading.ts'

/** A range with no more records than this is read rather than divided further. */
const smallRange = 1_000

/**
 * Compares HubSpot's count of the range with the store's, and reads again where they differ otherwise than by `left`. Without
 * a `left`, the range is looked into even where they agree: a record deleted for good makes up for one restored.
 * @returns how many more records HubSpot counts than the store does in the end.
 */
export async function* recount<E extends ObjectEntity, State>(
  reading: Reading<E>,
  range: ModifiedRange,
  checkpoint: Checkpoint<State>,
  left: number | null,
): AsyncGenerator<Change<E, State>, number> {
  const total = await countModified(reading, range)
  const missing = async () => total - (await reading.ctx.countStored(reading.description.entity, range))
  if ((await missing()) === left) return left
  if (total > 0) yield* readDivided(reading, range, checkpoint, total)
  return missing()
}

/** Reads again where HubSpot, which counts `total` in the range, counts other than the store does. */
export async function* readWhereCountsDiffer<E extends ObjectEntity, State>(
  reading: Reading<E>,
  range: ModifiedRange,
  checkpoint: Checkpoint<State>,
  total: number,
): AsyncGenerator<Change<E, State>> {
  if (total === 0) return
  if (total === (await reading.ctx.countStored(reading.description.entity, range))) return
  yield* readDivided(reading, range, checkpoint, total)
}

/**
 * A large range is halved first, and a half that agrees is left alone, so that one record restored among a hundred thousand
 * costs some counts and a few pages.
 */
async function* readDivided<E extends ObjectEntity, State>(
  reading: Reading<E>,
  range: ModifiedRange,
  checkpoint: Checkpoint<State>,
  total: number,
): AsyncGenerator<Change<E, State>> {
  const from = Date.parse(range.from)
  const span = Date.parse(range.before) - from
  if (total <= smallRange || span <= 1) {
    yield* readDifferingTimes(reading, range)
    yield checkpoint
    return
  }
  const middle = new Date(from + Math.floor(span / 2)).toISOString()
  const first = { from: range.from, before: middle }
  const inFirst = await countModified(reading, first)
  yield* readWhereCountsDiffer(reading, first, checkpoint, inFirst)
  const second = { from: middle, before: range.before }
  yield* readWhereCountsDiffer(reading, second, checkpoint, Math.max(0, total - inFirst))
}

async function* readDifferingTimes<E extends ObjectEntity, State>(
  reading: Reading<E>,
  range: ModifiedRange,
): AsyncGenerator<Change<E, State>> {
  // Only times and ids matter here; what differs is read by id.
  const bare = { ...reading, searchProperties: [reading.description.modifiedProperty] }
  const times = new IdsByTime()
  const start = { at: shift(range.from, -1), afterId: null }
  for await (const page of readModified(bare, start, range.before)) times.add(reading, page.records)
  const { ids } = await compareTimes(reading, times)
  yield* changesOfIds<E, State>(reading, ids)
}
