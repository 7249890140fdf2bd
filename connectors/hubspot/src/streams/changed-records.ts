import { type Instant, instant } from '@rapport/model'
import { z } from 'zod'
import { type HubspotRecord, pageSizes, type RecordPage } from '../objects.ts'
import { later, shift } from '../values.ts'
import { newestModified, readModified } from './modified-search.ts'
import { overlapMs } from './read-changes.ts'
import { beginning, modifiedAt, type Searched } from './reading.ts'
import { digestOf, WindowContent } from './window-content.ts'

/**
 * How far the changed records of an object have been read, where what is made of them is another entity: there is no counting
 * against the store then. Its size is fixed.
 */
export const changedState = z.discriminatedUnion('phase', [
  /** In the middle of the list of all: everything before the list cursor `after` has been read. */
  z.strictObject({ phase: z.literal('list'), after: z.string().nullable(), watermark: instant }),
  z.strictObject({
    phase: z.literal('changes'),
    /** The newest modified time that was read. */
    cursor: instant,
    /** In the middle of many records with the time `cursor`: the ids up to this one have been read. */
    afterId: z.string().nullable(),
    /** A digest of what the moments before the cursor held: as long as it is the same, nothing came late. */
    window: z.string().nullable(),
  }),
])
export type ChangedState = z.infer<typeof changedState>
type AfterList = Extract<ChangedState, { phase: 'changes' }>

/** Some records, and how far the reading is once they are dealt with. */
export interface ChangedGroup {
  readonly records: readonly HubspotRecord[]
  readonly state: ChangedState
  /** Whether they are from the list of all rather than changed since. */
  readonly isListed: boolean
}

/** Where a reading begins: at HubSpot's own newest modified time. Whatever changes while the list is read is newer. */
export async function beginReading(searched: Searched, phase: ChangedState['phase']): Promise<ChangedState> {
  const { records } = await newestModified(searched, null, 1)
  const newest = records[0]
  const at = newest === undefined ? beginning : modifiedAt(searched, newest)
  return phase === 'list'
    ? { phase, after: null, watermark: at }
    : { phase, cursor: at, afterId: null, window: null }
}

/**
 * Reads the list to its end, where that is not behind, and then what was changed since; but for a list of one page, which was
 * read in a single call, so that nothing can have changed meanwhile.
 */
export async function* readChangedRecords(
  searched: Searched,
  since: ChangedState,
  list: (after: string | null) => Promise<RecordPage>,
): AsyncGenerator<ChangedGroup> {
  if (since.phase === 'changes') {
    yield* readChangesSince(searched, since)
    return
  }
  const { watermark } = since
  const listed: AfterList = { phase: 'changes', cursor: watermark, afterId: null, window: null }
  let after = since.after
  let isOnePage = after === null
  do {
    const page = await list(after)
    after = page.next
    isOnePage &&= after === null
    const state: ChangedState = after === null ? listed : { phase: 'list', after, watermark }
    yield { records: page.records, state, isListed: true }
  } while (after !== null)
  if (isOnePage) return
  yield* readChangesSince(searched, listed)
}

/**
 * What was changed since the state, oldest first. The moments before the cursor are read again where they hold something else
 * than they did, because search shows a change only after some moments. Where nothing changed, this is one call.
 */
async function* readChangesSince(searched: Searched, since: AfterList): AsyncGenerator<ChangedGroup> {
  const read = new WindowContent(since.cursor)
  let state: AfterList = since
  const group = (records: readonly HubspotRecord[], at: Instant, afterId: string | null): ChangedGroup => {
    for (const record of records) read.add(record.id, modifiedAt(searched, record))
    state = { phase: 'changes', cursor: later(state.cursor, at), afterId, window: null }
    return { records, state, isListed: false }
  }
  if (since.afterId !== null) {
    const position = { at: since.cursor, afterId: since.afterId }
    // The next run looks at the moments before the cursor.
    for await (const page of readModified(searched, position, null)) {
      yield group(page.records, page.position.at, page.position.afterId)
    }
    return
  }
  const from = shift(since.cursor, -overlapMs)
  const newest = await newestModified(searched, from, pageSizes.search)
  const shown = newest.records.map((record) => [record.id, modifiedAt(searched, record)] as const)
  if (digestOf(newest.total, shown) === since.window) return
  const last = newest.records[0]
  if (last === undefined) return
  if (newest.next === null) {
    yield group(newest.records.toReversed(), modifiedAt(searched, last), null)
  } else {
    for await (const page of readModified(searched, { at: shift(from, -1), afterId: null }, null)) {
      yield group(page.records, page.position.at, page.position.afterId)
    }
  }
  yield { records: [], state: { ...state, window: read.digest() }, isListed: false }
}

/** Joins groups until they hold `atLeast` records, so that what is asked per group is asked seldom. */
export async function* joinGroups(
  groups: AsyncIterable<ChangedGroup>,
  atLeast: number,
): AsyncGenerator<ChangedGroup> {
  let joined: ChangedGroup | null = null
  for await (const group of groups) {
    if (joined !== null && joined.isListed !== group.isListed) {
      yield joined
      joined = null
    }
    joined = joined === null ? group : { ...group, records: [...joined.records, ...group.records] }
    if (joined.records.length < atLeast) continue
    yield joined
    joined = null
  }
  if (joined !== null) yield joined
}
