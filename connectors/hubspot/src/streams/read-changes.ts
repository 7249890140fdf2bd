import type { Change } from '@rapport/connector'
import { associationBatch } from '../associations.ts'
import { pageSizes } from '../objects.ts'
import { later, shift } from '../values.ts'
import { type Sweep, sweepArchived } from './archived.ts'
import { changesOfRecords } from './changes-of-records.ts'
import { type ChangedPage, newestModified, rangeThrough, readModified } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { compareOverlap } from './overlap.ts'
import { groupPages } from './page-groups.ts'
import { beginning, modifiedAt, type Reading } from './reading.ts'
import { readWhereCountsDiffer } from './recount.ts'
import type { ChangesState, ObjectStreamState } from './stream-state.ts'

type ObjectChange<E extends ObjectEntity> = Change<E, ObjectStreamState>

/**
 * How far back counts are compared: HubSpot's search shows a change only after some moments, and one that shows late may be
 * older than what was read already.
 */
export const overlapMs = 120_000

/**
 * Reads what changed since the state, in four steps:
 *
 * 1. One search for the newest records since `cursor - overlap` tells how many there are and shows whether any is newer
 *    than the cursor. Up to 200 changes are in it already; more are read oldest first.
 * 2. The archived list gives the deletes.
 * 3. HubSpot's counts since `cursor - overlap` are compared with the store's: equal means that nothing came late. What
 *    differs is read again, from the page of step 1 where it is on it.
 * 4. Where records left the archived list, all counts are compared, because a restored record may keep its modified time.
 *
 * When nothing changed, this is two calls.
 */
export async function* readChanges<E extends ObjectEntity>(
  reading: Reading<E>,
  since: ChangesState,
): AsyncGenerator<ObjectChange<E>> {
  const from = since.countFrom ?? shift(since.cursor, -overlapMs)
  const newest = await newestModified(reading, from, pageSizes.search)
  let state: ChangesState = { ...since, countFrom: from }

  for await (const group of groupPages(changedPages(reading, since, newest), groupSize(reading))) {
    yield* changesOfRecords(reading, group.records, 'search')
    const { at, afterId } = group.last.position
    state = { ...state, cursor: later(state.cursor, at), afterId }
    yield { type: 'checkpoint', state }
  }

  const sweep: Sweep = yield* sweepArchived(reading, since.archived)
  // The old look at the archived list stays in force until what it missed has been looked for.
  yield { type: 'checkpoint', state }

  const range = rangeThrough(from, state.cursor)
  const compare = () => compareOverlap(reading, newest, since.cursor, range)
  let overlap = await compare()
  if (overlap.digest !== null && overlap.digest !== state.settled) {
    yield* changesOfRecords(reading, overlap.records, 'search')
    yield { type: 'checkpoint', state }
    overlap = await compare()
    // With a next page, the newest page was not the whole range.
    if (overlap.totalDiffers && newest.next !== null) {
      yield* readWhereCountsDiffer(reading, range, { type: 'checkpoint', state })
      overlap = await compare()
    }
  }
  if (sweep.shrunk) {
    const everything = rangeThrough(beginning, state.cursor)
    yield* readWhereCountsDiffer(reading, everything, { type: 'checkpoint', state })
  }
  yield {
    type: 'checkpoint',
    state: { ...state, countFrom: null, archived: sweep.state, settled: overlap.digest },
  }
}

/** The changes after the cursor: from the one page that is here already, where it holds all of them, else by search. */
async function* changedPages(
  reading: Reading<ObjectEntity>,
  since: ChangesState,
  newest: Awaited<ReturnType<typeof newestModified>>,
): AsyncGenerator<ChangedPage> {
  const cursor = Date.parse(since.cursor)
  const changed = newest.records.filter((record) => Date.parse(modifiedAt(reading, record)) > cursor)
  const holdsAll = newest.next === null || changed.length < newest.records.length
  if (since.afterId !== null || !holdsAll) {
    yield* readModified(reading, { at: since.cursor, afterId: since.afterId }, null)
    return
  }
  const last = changed[0]
  if (last === undefined) return
  yield { records: changed.reverse(), position: { at: modifiedAt(reading, last), afterId: null } }
}

/** Links are asked for 1,000 records at a time; where none are needed, every page is a group. */
export function groupSize(reading: Reading<ObjectEntity>): number {
  return reading.description.linked.length > 0 ? associationBatch : 1
}
