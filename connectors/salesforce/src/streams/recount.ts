import type { Change, Checkpoint, Delete, ModifiedRange } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { countRows } from '../query.ts'
import { serverTime } from '../server-time.ts'
import { after } from '../soql.ts'
import { shift } from '../values.ts'
import type { ChangeGroup } from './changes-of-rows.ts'
import { readWhere } from './read-where.ts'
import type { Reading } from './reading.ts'
import type { RecountState } from './source-state.ts'
import { beginning, sweep } from './sweep.ts'

/** How often counts are compared. */
const everyMs = 86_400_000
/** A range with no more records than this is read rather than divided further. */
const smallRange = 2_000
/** A range that is no longer than this cannot be divided: Salesforce keeps whole seconds. */
const shortestMs = 1_000

/**
 * Once a day, compares how many live records Salesforce counts with how many the store does. What no modified time tells shows in
 * that: records that came into this user's sight by a new sharing rule, or were restored without a trace. Where the counts differ
 * otherwise than they did, the range of times is halved until what differs is found, and that is read again. What the store holds
 * there beyond that is asked for by its ids: a record that was deleted for good before the log of deletions reaches back, or went
 * out of this user's sight, is none any more.
 */
export async function* recount<E extends EntityName, State>(
  readings: readonly Reading<E>[],
  since: RecountState,
  checkpoint: Checkpoint<State>,
): AsyncGenerator<Change<E, State> | ChangeGroup<E>, RecountState> {
  const [first] = readings
  const now = first === undefined ? null : serverTime(first.ctx)
  if (first === undefined || now === null) return since
  if (since.at === null) return { at: now, difference: 0 }
  if (Date.parse(now) - Date.parse(since.at) < everyMs) return since
  const everything = { from: beginning, before: shift(now, everyMs) }
  const difference = async (): Promise<number> =>
    (await countLive(readings, everything)) - (await first.ctx.countStored(first.entity, everything))
  const found = await difference()
  if (found === since.difference) return { at: now, difference: found }
  yield* readDivided(readings, everything)
  yield checkpoint
  return { at: now, difference: await difference() }
}

async function* readDivided<E extends EntityName>(
  readings: readonly Reading<E>[],
  range: ModifiedRange,
): AsyncGenerator<Delete | ChangeGroup<E>> {
  const [first] = readings
  if (first === undefined) return
  const total = await countLive(readings, range)
  const stored = await first.ctx.countStored(first.entity, range)
  if (total === stored) return
  if (total === 0) return yield* sweep(readings, range, new Set())
  const length = Date.parse(range.before) - Date.parse(range.from)
  if (Math.max(total, stored) <= smallRange || length <= shortestMs) {
    const seen = new Set<string>()
    for await (const group of readRange(readings, range)) {
      for (const change of group.changes) if (change.type === 'upsert') seen.add(change.record.id)
      yield group
    }
    return yield* sweep(readings, range, seen)
  }
  // Whole seconds, so that no half ends within one.
  const half = Math.max(shortestMs, Math.floor(length / 2 / shortestMs) * shortestMs)
  const middle = shift(range.from, half)
  yield* readDivided(readings, { from: range.from, before: middle })
  yield* readDivided(readings, { from: middle, before: range.before })
}

async function* readRange<E extends EntityName>(
  readings: readonly Reading<E>[],
  { from, before }: ModifiedRange,
): AsyncGenerator<ChangeGroup<E>> {
  for (const reading of readings) {
    const { stamp } = reading.source
    yield* readWhere(reading, [`${stamp} >= ${from}`, `${stamp} < ${before}`])
  }
}

async function countLive(
  readings: readonly Reading<EntityName>[],
  { from, before }: ModifiedRange,
): Promise<number> {
  let total = 0
  for (const { ctx, source, described } of readings) {
    const counted = source.countedWhere?.(ctx.settings, described) ?? null
    const where = [
      ...(source.where === undefined ? [] : [source.where]),
      ...(counted === null ? [] : [counted]),
    ]
    const range = [after(source.stamp, { at: from, id: null }), `${source.stamp} < ${before}`]
    total += await countRows(ctx, source.object, [...where, ...range], 'live')
  }
  return total
}
