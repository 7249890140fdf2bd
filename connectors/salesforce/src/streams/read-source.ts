import type { Change } from '@rapport/connector'
import type { EntityName, Instant } from '@rapport/model'
import { callsLeft } from '../limits.ts'
import { countRows } from '../query.ts'
import type { Position } from '../soql.ts'
import { shift } from '../values.ts'
import { type ChangeGroup, changesOfRows, stampOf } from './changes-of-rows.ts'
import { readDeletions, withDeletionsFrom } from './deletions.ts'
import { overlapMs } from './overlap.ts'
import { readAgain } from './read-again.ts'
import { beginBulk, readBulk } from './read-bulk.ts'
import type { Reading } from './reading.ts'
import { conditions, countBehind, readPage } from './row-pages.ts'
import { digestOf, seenBefore } from './seen-rows.ts'
import type { AskOnce } from './source-object.ts'
import type { SourceState } from './source-state.ts'
import { sweepSource } from './sweep.ts'
import { WindowCount } from './window-count.ts'

/** What reading an object gives: changes, and after those how far it has come. */
export type SourceChange<E extends EntityName> = Change<E, SourceState> | ChangeGroup<E>

/**
 * Reads what changed in an object since the state; everything where nothing was read yet. Deleted, merged and restored records
 * are among the changed ones, because all of that moves the modified time. Where nothing changed, this is one call, or two where
 * Salesforce keeps a log of deletions. That log comes last: results of a bulk job may be older than what it tells.
 * @param now the time at Salesforce, up to which its log of deletions is read; null: it is not known.
 * @param once asks what several sources of a stream need.
 * @param isCompared whether numbers are compared every day.
 */
export async function* readSource<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  now: Instant | null,
  once: AskOnce,
  isCompared: boolean,
): AsyncGenerator<SourceChange<E>> {
  let state = withDeletionsFrom(since, now)
  for (const outside of reading.source.outside ?? []) state = await outside.look(reading, state, now, once)
  for await (const change of readOwn(reading, state)) {
    if (change.type === 'checkpoint') state = change.state
    yield change
  }
  for await (const change of readAgain(reading, state)) {
    if (change.type === 'checkpoint') state = change.state
    yield change
  }
  if (since.deletedUntil === null) return
  state = yield* readDeletions(reading, state, now, isCompared)
  yield { type: 'checkpoint', state }
  yield* sweepSource(reading, state)
}

/** What changed in the object itself. */
async function* readOwn<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
): AsyncGenerator<SourceChange<E>> {
  if (since.bulk === null) return yield* readPages(reading, since, true)
  const { state, outcome } = yield* readBulk(reading, since)
  yield* readPages(reading, state, outcome === 'gone')
}

/**
 * Reads page by page, from some moments before what was read last. What comes late beside it is found there, whether the last run
 * came to its end, was interrupted, or a bulk job has just read everything up to there.
 */
async function* readPages<E extends EntityName>(
  opened: Reading<E>,
  since: SourceState,
  mayUseBulk: boolean,
): AsyncGenerator<SourceChange<E>> {
  let reading = opened
  let state = since
  let position = startOf(state)
  let isWhole = true
  const window = new WindowCount(overlapMs)
  let isFirst = true
  // As good as sure to hold: where it does, the first page need not be asked for.
  if (isCrowded(reading, state) && (await isSettled(reading, state, position))) {
    yield { type: 'checkpoint', state: { ...state, resume: null } }
    return
  }
  for (;;) {
    const page = await readPage(reading, position)
    reading = page.by
    // One that has gone since the run began may be back before the next.
    if (reading !== opened) state = { ...state, fields: [...reading.decisive] }
    if (isFirst && page.isFull) {
      if (!isCrowded(reading, since) && (await isSettled(reading, state, position))) {
        yield { type: 'checkpoint', state: { ...state, resume: null } }
        return
      }
      if (mayUseBulk && (await isForBulk(reading, position))) {
        yield* continueInBulk(reading, state, position)
        return
      }
    }
    if (isFirst && since.resume === null && !page.isFull && digestOf(page.rows) === state.seen) {
      yield { type: 'checkpoint', state }
      return
    }
    const isOnly = isFirst && isWhole
    yield await changesOfRows(reading, page.rows)
    for (const row of page.rows) window.add(stampOf(reading, row))
    if (isFirst && page.isFull && page.last !== null && isBefore(page.last, since.resume)) {
      // Looking at all of the moments first, a run that is always interrupted would come no further.
      state = withLate(reading, state, page.last)
      position = since.resume
      isWhole = false
    } else if (page.last !== null) {
      position = page.last
      state = {
        ...state,
        cursor: later(state.cursor, page.last),
        resume: page.last,
        window: null,
        seen: null,
      }
    }
    isFirst = false
    if (!page.isFull) {
      state = { ...state, seen: seenBefore(reading, state.cursor, page.rows, isOnly) }
      break
    }
    yield { type: 'checkpoint', state }
  }
  yield { type: 'checkpoint', state: { ...state, resume: null, window: countedWindow() } }

  function countedWindow(): number | null {
    return isWhole && state.cursor !== null ? window.upTo(state.cursor.at) : null
  }
}

/** The state with the rest of the moments before where the reading goes on left for its end. */
function withLate(
  { source }: Reading<EntityName>,
  state: SourceState,
  reached: NonNullable<SourceState['cursor']>,
): SourceState {
  if (state.resume === null) return state
  const late = {
    where: [`${source.stamp} <= ${state.resume.at}`],
    reached: state.again.late?.reached ?? reached,
  }
  return { ...state, again: { ...state.again, late } }
}

function isBefore(one: NonNullable<SourceState['cursor']>, other: SourceState['cursor']): boolean {
  return other !== null && one !== other && later(one, other) === other
}

/** The bulk job, then what changed while it ran. */
async function* continueInBulk<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
  position: Position | null,
): AsyncGenerator<SourceChange<E>> {
  const { state: begun, by } = await beginBulk(reading, since, position)
  yield { type: 'checkpoint', state: begun }
  const { state: read } = yield* readBulk(by, begun)
  yield* readPages(by, read, false)
}

/** Where a run goes on: some moments before where it was interrupted, else before the newest record. */
export function startOf({ resume, cursor }: SourceState): Position | null {
  const last = resume ?? cursor
  return last === null ? null : { at: shift(last.at, -overlapMs), id: null }
}

/** Whether the moments before the cursor fill a page. */
export function isCrowded({ ctx }: Reading<EntityName>, { window }: SourceState): boolean {
  return window !== null && window >= ctx.settings.pageSize
}

/** The condition of the records of the moments before the cursor. */
export function behindConditions(
  reading: Reading<EntityName>,
  cursor: Position,
  from: Position | null,
): readonly string[] {
  return [...conditions(reading, from), `${reading.source.stamp} <= ${cursor.at}`]
}

/**
 * Whether the moments before the cursor hold as many records as they did, and nothing came after it. Only asked where they fill
 * a page: after a mass update, reading them again with every run would be many calls.
 */
async function isSettled(
  reading: Reading<EntityName>,
  { cursor, window }: SourceState,
  from: Position | null,
): Promise<boolean> {
  if (cursor === null || window === null) return false
  const { ctx, source, scope } = reading
  const count = await countRows(ctx, source.object, behindConditions(reading, cursor, from), scope)
  if (count !== window) return false
  return (await readPage(reading, cursor)).rows.length === 0
}

/** Most of the calls that are left which reading page by page may take before a bulk job takes over. */
const shareForPages = 0.1
/** A bulk job is about as many calls, however much it reads. */
const callsOfBulk = 10

/** Whether so many records are better read by a bulk job: because of their number, or to save calls that are short. */
async function isForBulk(reading: Reading<EntityName>, position: Position | null): Promise<boolean> {
  const { ctx } = reading
  const count = await countBehind(reading, position)
  if (count > ctx.settings.bulkAbove) return true
  const calls = Math.ceil(count / ctx.settings.pageSize)
  const left = callsLeft(ctx)
  return left !== null && calls > callsOfBulk && calls > left * shareForPages
}

function later(one: SourceState['cursor'], other: NonNullable<SourceState['cursor']>) {
  if (one === null) return other
  const [before, now] = [Date.parse(one.at), Date.parse(other.at)]
  return now > before || (now === before && other.id > one.id) ? other : one
}
