import type { EntityName } from '@rapport/model'
import { errorCodesOf } from '../failures.ts'
import { changesOfRows } from './changes-of-rows.ts'
import type { SourceChange } from './read-source.ts'
import type { Reading } from './reading.ts'
import { readPage } from './row-pages.ts'
import { lastRead, type Rereading, type RereadingReason, type SourceState } from './source-state.ts'

const reasons: readonly RereadingReason[] = ['late', 'rates', 'roles', 'goneRoles']

/** Reads what the state says is to be read once more, page by page, with a checkpoint after each. */
export async function* readAgain<E extends EntityName>(
  opened: Reading<E>,
  since: SourceState,
): AsyncGenerator<SourceChange<E>> {
  let reading = opened
  let state = since
  for (const reason of reasons) {
    for (let left = state.again[reason]; left !== undefined; left = state.again[reason]) {
      const page: Awaited<ReturnType<typeof readPage<E>>> | null = await readPage(
        reading,
        left.reached,
        left.where,
      ).catch((error) => nullIfNarrowed(error, left))
      if (page === null) {
        state = {
          ...state,
          again: { ...state.again, [reason]: { where: left.where.slice(-1), reached: null } },
        }
        continue
      }
      reading = page.by
      // One that has gone since the run began may be back before the next.
      if (reading !== opened) state = { ...state, fields: [...reading.decisive] }
      yield await changesOfRows(reading, page.rows)
      const { [reason]: _done, ...others } = state.again
      const isDone = !page.isFull || page.last === null
      const again = isDone ? others : { ...others, [reason]: { where: left.where, reached: page.last } }
      state = { ...state, again }
      yield { type: 'checkpoint', state }
    }
  }
}

/** A field of the condition may have gone since it was written: then all are read, rather than none with every run. */
function nullIfNarrowed(error: unknown, { where }: Rereading): null {
  if (where.length > 1 && errorCodesOf(error).includes('INVALID_FIELD')) return null
  throw error
}

/**
 * The state with records left to be read once more that meet a condition (null: all). Those behind where the reading goes on are
 * read anyway. What was left to be read before for the same reason is read along.
 */
export function withAgain(
  { source }: Reading<EntityName>,
  state: SourceState,
  reason: RereadingReason,
  condition: string | null,
): SourceState {
  const last = lastRead(state)
  if (last === null) return state
  const before = state.again[reason]?.where
  const both = before === undefined ? condition : either(before.length === 1 ? null : before[0], condition)
  const where = [...(both === null ? [] : [both]), `${source.stamp} <= ${last.at}`]
  return { ...state, again: { ...state.again, [reason]: { where, reached: null } } }
}

/** Longer ones would not fit into the address of a query, beside the fields. */
const longestCondition = 4_000

function either(one: string | null | undefined, other: string | null): string | null {
  if (one === null || one === undefined || other === null) return null
  if (one === other) return one
  const both = `(${one} OR ${other})`
  return both.length > longestCondition ? null : both
}
