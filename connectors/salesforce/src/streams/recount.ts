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

/** What a comparison came to. */
export interface Recounted<E extends EntityName> {
  readonly recount: RecountState
  /** The readings that gave what was read for it. */
  readonly by: readonly Reading<E>[]
}

/**
 * Once a day, compares how many live records Salesforce counts with how many the store does. What no modified time tells shows in
 * that: records that came into this user's sight by a new sharing rule, or were restored without a trace. Where the counts differ
 * otherwise than they did, the range of times is halved until what differs is found, and that is read again. What the store holds
 * there beyond that is asked for by its ids: a record that was deleted for good before the log of deletions reaches back, or went
 * out of this user's sight, is none any more.
 * @param checkpointOf makes the checkpoint behind what was read, by the readings that gave it: a field may have gone meanwhile.
 */
export async function* recount<E extends EntityName, State>(
  opened: readonly Reading<E>[],
  since: RecountState,
  checkpointOf: (by: readonly Reading<E>[]) => Checkpoint<State>,
): AsyncGenerator<Change<E, State> | ChangeGroup<E>, Recounted<E>> {
  const [first] = opened
  const now = first === undefined ? null : serverTime(first.ctx)
  if (first === undefined || now === null) return { recount: since, by: opened }
  if (since.at === null) return { recount: { at: now, difference: 0 }, by: opened }
  if (Date.parse(now) - Date.parse(since.at) < everyMs) return { recount: since, by: opened }
  const everything = { from: beginning, before: shift(now, everyMs) }
  const difference = async (): Promise<number> =>
    (await countLive(opened, everything)) - (await first.ctx.countStored(first.entity, everything))
  const found = await difference()
  if (found === since.difference) return { recount: { at: now, difference: found }, by: opened }
  const by = yield* readDivided(opened, everything)
  yield checkpointOf(by)
  return { recount: { at: now, difference: await difference() }, by }
}

async function* readDivided<E extends EntityName>(
  readings: readonly Reading<E>[],
  range: ModifiedRange,
): AsyncGenerator<Delete | ChangeGroup<E>, readonly Reading<E>[]> {
  const [first] = readings
  if (first === undefined) return readings
  const total = await countLive(readings, range)
  const stored = await first.ctx.countStored(first.entity, range)
  if (total === stored) return readings
  if (total === 0) {
    yield* sweep(readings, range, new Set())
    return readings
  }
  const length = Date.parse(range.before) - Date.parse(range.from)
  if (Math.max(total, stored) <= smallRange || length <= shortestMs) {
    const seen = new Set<string>()
    const by = yield* readRange(readings, range, seen)
    yield* sweep(readings, range, seen)
    return by
  }
  // Whole seconds, so that no half ends within one.
  const half = Math.max(shortestMs, Math.floor(length / 2 / shortestMs) * shortestMs)
  const middle = shift(range.from, half)
  const by = yield* readDivided(readings, { from: range.from, before: middle })
  return yield* readDivided(by, { from: middle, before: range.before })
}

/** @param seen takes the ids of what was read. */
async function* readRange<E extends EntityName>(
  readings: readonly Reading<E>[],
  { from, before }: ModifiedRange,
  seen: Set<string>,
): AsyncGenerator<ChangeGroup<E>, readonly Reading<E>[]> {
  const by: Reading<E>[] = []
  for (const reading of readings) {
    const { stamp } = reading.source
    by.push(yield* readWhere(reading, [`${stamp} >= ${from}`, `${stamp} < ${before}`], seen))
  }
  return by
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
