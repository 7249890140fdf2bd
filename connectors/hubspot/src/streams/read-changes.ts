import type { Change } from '@rapport/connector'
import { associationBatch } from '../associations.ts'
import { pageSizes } from '../objects.ts'
import { later, shift } from '../values.ts'
import { type Sweep, sweepArchived } from './archived.ts'
import { ChangeWindow } from './change-window.ts'
import { changesOfIds, changesOfRecords } from './changes-of-records.ts'
import { newestModified, rangeThrough } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { compareOverlap, compareTimes } from './overlap.ts'
import { groupPages } from './page-groups.ts'
import type { PortalBinding } from './portal-binding.ts'
import { beginning, modifiedAt, type Reading } from './reading.ts'
import { readWhereCountsDiffer, recount } from './recount.ts'
import { nextRecount, type RecountState } from './recount-state.ts'
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
 *    than the cursor. Up to 200 changes are in it already; more are read oldest first, from the overlap on.
 * 2. The archived list gives the deletes.
 * 3. HubSpot's counts since `cursor - overlap` are compared with the store's: equal means that nothing came late. What
 *    differs is read again by id.
 * 4. Where records left the archived list, all counts are compared, in this run and the next ones, because a restored record
 *    may keep its modified time.
 *
 * When nothing changed, this is two calls, or three where the overlap holds more than a page.
 */
export async function* readChanges<E extends ObjectEntity>(
  reading: Reading<E>,
  since: ChangesState,
  portal: PortalBinding,
): AsyncGenerator<ObjectChange<E>> {
  const from = since.countFrom ?? shift(since.cursor, -overlapMs)
  const newest = await newestModified(reading, from, pageSizes.search)
  const window = new ChangeWindow(reading, since, from, newest)
  let state: ChangesState = { ...since, countFrom: from }
  let isFirst = true
  const readAgain = new Set<string>()
  // An archived record is never modified again: a change after the last archiving is not of one that was on that list.
  const lastArchived = Date.parse(since.archived.latest ?? beginning)
  const maybeArchived = new Set<string>()

  for await (const group of groupPages(window.changes(), groupSize(reading))) {
    if (isFirst) {
      isFirst = false
      const { ids, differences } = await compareTimes(reading, window.overlap)
      if (differences.length === 0 && window.overlap.has(since.cursor)) portal.recognise()
      if (!window.newestHoldsAll) {
        for (const id of ids) readAgain.add(id)
        yield* changesOfIds(reading, ids)
        // A run that is killed from here on has the overlap behind it, and need not read up to this point again.
        state = { ...state, countFrom: null }
      }
    }
    for (const record of group.records) {
      if (Date.parse(modifiedAt(reading, record)) <= lastArchived) maybeArchived.add(record.id)
    }
    yield* changesOfRecords(reading, group.records, 'search')
    const { at, afterId } = group.last.position
    state = { ...state, cursor: later(state.cursor, at), afterId }
    yield { type: 'checkpoint', state }
  }

  const sweep: Sweep = yield* sweepArchived(reading, since.archived, maybeArchived)
  // The old look at the archived list stays in force until what it missed has been looked for.
  yield { type: 'checkpoint', state }

  // A run that counts everything leaves the rest of the overlap to the next one.
  const isRecounting = sweep.shrunk || since.recount !== null
  const countFrom =
    isRecounting && newest.next !== null && window.newestHoldsAll ? from : await window.lookBelow()
  const range = rangeThrough(from, state.cursor)
  const compare = () => compareOverlap(reading, window.overlap, range, newest.total)
  let overlap = await compare()
  if (overlap.digest !== null && overlap.digest !== state.settled) {
    yield* changesOfIds(
      reading,
      overlap.ids.filter((id) => !readAgain.has(id)),
    )
    yield { type: 'checkpoint', state }
    overlap = await compare()
    // With a next page, the times that were compared may not be the whole range.
    if (overlap.totalDiffers && newest.next !== null) {
      yield* readWhereCountsDiffer(reading, range, { type: 'checkpoint', state }, newest.total)
      overlap = await compare()
    }
  }
  const next = isRecounting ? yield* recountAll(reading, sweep.shrunk ? null : since.recount, state) : null
  yield {
    type: 'checkpoint',
    state: { ...state, countFrom, archived: sweep.state, settled: overlap.digest, recount: next },
  }
}

/** Compares all counts; `known` is the recount under way, null where a record has left the archived list just now. */
async function* recountAll<E extends ObjectEntity>(
  reading: Reading<E>,
  known: RecountState | null,
  state: ChangesState,
): AsyncGenerator<ObjectChange<E>, RecountState | null> {
  const everything = rangeThrough(beginning, state.cursor)
  const left = yield* recount(reading, everything, { type: 'checkpoint', state }, known?.left ?? null)
  return known === null
    ? { until: shift(state.cursor, overlapMs), dated: false, left }
    : nextRecount({ ...known, left }, state.cursor, overlapMs)
}

/** Links are asked for 1,000 records at a time; where none are needed, every page is a group. */
export function groupSize(reading: Reading<ObjectEntity>): number {
  return reading.description.linked.length > 0 ? associationBatch : 1
}
