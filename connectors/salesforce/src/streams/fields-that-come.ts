import type { EntityName } from '@rapport/model'
import type { Reading } from './reading.ts'
import { readAnew, type SourceState } from './source-state.ts'

/**
 * The state with the fields that records are read with from now on. Where one has come that they were not read with, because the
 * user sees it now or the org has it now, or where another object that they depend on is seen again, all are read again from the
 * start: no change of theirs will tell.
 * @param lost what was set aside as lost. It tells of a state that was saved when the fields were not, in which nothing else does.
 */
export function withFields(
  { source, decisive, unseen }: Reading<EntityName>,
  state: SourceState,
  lost: readonly string[],
): SourceState {
  const hasCome = ({ fields }: SourceState, field: string): boolean =>
    fields === null ? lost.includes(`${source.object}.${field}`) : !fields.includes(field)
  // Until all of them are back, what they decide would be unknown of every record.
  const isBack =
    unseen.length === 0 &&
    (source.outside ?? []).some(({ objects }) => objects.some((object) => lost.includes(object)))
  const isKnown = !isBack && !decisive.some((field) => hasCome(state, field))
  return { ...(isKnown ? state : readAnew(state)), fields: [...decisive] }
}
