import type { ConnectorError } from '@rapport/connector'
import type { SentValue } from './field-values.ts'
import type { TargetObject } from './target-object.ts'

/** New values of one record, by Salesforce's field names. Null clears. */
export interface RecordUpdate {
  readonly object: TargetObject
  readonly id: string
  readonly values: Readonly<Record<string, SentValue>>
}

/** Why a record was not updated. `locked`: somebody else was writing it, or its parent, at that moment. */
export interface FailedUpdate {
  readonly state: 'locked' | 'failed'
  readonly error: ConnectorError
}

/** What became of one record's update. */
export type UpdateOutcome = { readonly state: 'done' } | FailedUpdate

/** Outcomes by record id; ids differ between objects. An update without one was not sent. */
export type Outcomes = Map<string, UpdateOutcome>

export const done: UpdateOutcome = { state: 'done' }

/** Those updates of which nothing is known. */
export function withoutOutcome(
  updates: readonly RecordUpdate[],
  outcomes: ReadonlyMap<string, UpdateOutcome>,
): readonly RecordUpdate[] {
  return updates.filter(({ id }) => !outcomes.has(id))
}

/** Those updates that found their record locked. */
export function lockedOnes(
  updates: readonly RecordUpdate[],
  outcomes: ReadonlyMap<string, UpdateOutcome>,
): readonly RecordUpdate[] {
  return updates.filter(({ id }) => outcomes.get(id)?.state === 'locked')
}

/** Parts of at most so many. */
export function partsOf<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = []
  for (let start = 0; start < list.length; start += most) parts.push(list.slice(start, start + most))
  return parts
}
