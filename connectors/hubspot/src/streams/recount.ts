import type { Change, Checkpoint, ModifiedRange } from '@rapport/connector'
import { shift } from '../values.ts'
import { changesOfRecords } from './changes-of-records.ts'
import { countModified, readModified } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import type { Reading } from './reading.ts'

/** A range with no more records than this is read rather than divided further. */
const smallRange = 1_000

/**
 * Reads again where HubSpot counts other than the store does. A large range is halved first, and a half that agrees is left
 * alone, so that one record restored among a hundred thousand costs some counts and a few pages.
 *
 * `total` is HubSpot's count of the range, where it is known already.
 */
export async function* readWhereCountsDiffer<E extends ObjectEntity, State>(
  reading: Reading<E>,
  range: ModifiedRange,
  checkpoint: Checkpoint<State>,
  total?: number,
): AsyncGenerator<Change<E, State>> {
  const expected = total ?? (await countModified(reading, range))
  const stored = await reading.ctx.countStored(reading.description.entity, range)
  if (expected === stored || expected === 0) return
  const from = Date.parse(range.from)
  const span = Date.parse(range.before) - from
  if (expected <= smallRange || span <= 1) {
    const start = { at: shift(range.from, -1), afterId: null }
    for await (const page of readModified(reading, start, range.before)) {
      yield* changesOfRecords<E, State>(reading, page.records, 'search')
      yield checkpoint
    }
    return
  }
  const middle = new Date(from + Math.floor(span / 2)).toISOString()
  const first = { from: range.from, before: middle }
  const inFirst = await countModified(reading, first)
  yield* readWhereCountsDiffer(reading, first, checkpoint, inFirst)
  const second = { from: middle, before: range.before }
  yield* readWhereCountsDiffer(reading, second, checkpoint, Math.max(0, expected - inFirst))
}
