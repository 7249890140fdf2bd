import { type FieldValue, type FieldValues, recordCurrency } from '@rapport/connector'
import type { OnDrift } from './difference.ts'
import { currencyReason, driftReason } from './drift-reason.ts'
import type { KnownValues } from './known-values.ts'
import { fieldValue, sameValue } from './stored-value.ts'
import type { WriteField } from './write-field.ts'

/** One open line of a plan with what Rapport last wrote to its record. */
export interface OpenItem extends KnownValues {
  readonly id: number
  readonly recordId: string
  readonly before: FieldValues
  readonly after: FieldValues
  /** In which currency its money is, where each record has one of its own; else null. */
  readonly currency: string | null
}

export interface VerdictRules {
  readonly kind: 'write' | 'revert'
  readonly onDrift: OnDrift
  readonly fields: ReadonlyMap<string, WriteField>
}

/** Why nothing is written to a record that the CRM no longer has. */
export const goneReason = 'the record no longer exists in the CRM'

/** What is to be done with one line, now that the record was read. */
export type Verdict =
  | { readonly do: 'nothing'; readonly state: 'gone' | 'drifted' | 'refused'; readonly reason: string }
  /** It holds the wanted values already. */
  | {
      readonly do: 'nothing'
      readonly state: 'applied'
      readonly before: FieldValues
      readonly after: FieldValues
      readonly reason: string | null
    }
  | {
      readonly do: 'send'
      /** The fields that must be sent; the others hold their values already. */
      readonly values: FieldValues
      readonly before: FieldValues
      readonly after: FieldValues
      readonly reason: string | null
    }

/**
 * Judges one line by what the record holds now (undefined: it no longer exists). Field by field: one that holds its value
 * needs nothing; one that a person edited since is left (or overwritten, where the rules say so; a null and a revert never
 * overwrite an edit); the others are sent. Money is left where the record is kept in another currency by now than the line was
 * planned for: the figure would be read as another amount. `before` and `after` of the result hold what is really changed, with the values
 * that really stood there, so that a revert restores exactly those.
 */
export function judge(item: OpenItem, current: FieldValues | undefined, rules: VerdictRules): Verdict {
  if (current === undefined) {
    return { do: 'nothing', state: 'gone', reason: goneReason }
  }
  const there: string[] = []
  const send: string[] = []
  const edited: string[] = []
  const foreign: string[] = []
  const moved = hasOtherCurrency(item.currency, current)
  for (const name of Object.keys(item.after)) {
    const field = fieldOf(rules, name)
    const target = fieldValue(item.after, name)
    const now = fieldValue(current, name)
    if (moved && field.type === 'currency' && target !== null) foreign.push(name)
    else if (sameValue(field, now, target)) there.push(name)
    else if (isEdited(item, field, now, rules) && !mayOverwrite(target, rules)) edited.push(name)
    else send.push(name)
  }
  const material = (name: string) => fieldOf(rules, name).material !== 'companion'
  // Of companions alone, a line fills them again.
  const isReason = Object.keys(item.after).some(material) ? material : () => true
  const own = (name: string) =>
    rules.kind === 'revert' || sameOwn(item, fieldOf(rules, name), fieldValue(item.after, name))
  const written = rules.kind === 'revert' ? item.before : item.written
  const reasons = [
    ...(edited.some(material) ? [driftReason(edited, written, current, item.before)] : []),
    ...(foreign.length === 0 ? [] : [currencyReason(foreign, item.currency, current)]),
  ]
  const reason = reasons.length === 0 ? null : reasons.join('; ')
  // The value that a person put there happens to be the wanted one: nothing of it is Rapport's to take back.
  const stood = (name: string) =>
    there.includes(name) && own(name) ? fieldValue(item.before, name) : fieldValue(current, name)
  const changed = (names: readonly string[]) => ({
    before: pick(names, stood),
    after: pick(names, (name) => fieldValue(item.after, name)),
    reason,
  })
  if (send.some(isReason)) {
    return {
      do: 'send',
      values: pick(send, (name) => fieldValue(item.after, name)),
      ...changed([...there.filter(own), ...send]),
    }
  }
  if (reason !== null && !there.some((name) => material(name) && own(name))) {
    return { do: 'nothing', state: rules.kind === 'revert' ? 'refused' : 'drifted', reason }
  }
  return { do: 'nothing', state: 'applied', ...changed(there) }
}

/** Whether a record is kept in another currency than the one that money was meant in. */
export function hasOtherCurrency(meant: string | null, held: FieldValues): boolean {
  const now = fieldValue(held, recordCurrency)
  return meant !== null && now !== null && now !== meant
}

/** Whether every value that was under way has arrived. */
export function hasArrived(values: FieldValues, current: FieldValues, rules: VerdictRules): boolean {
  return Object.keys(values).every((name) =>
    sameValue(fieldOf(rules, name), fieldValue(values, name), fieldValue(current, name)),
  )
}

/** The values of those that were under way which have arrived. */
export function arrivedValues(values: FieldValues, current: FieldValues, rules: VerdictRules): FieldValues {
  const arrived = Object.keys(values).filter((name) =>
    sameValue(fieldOf(rules, name), fieldValue(values, name), fieldValue(current, name)),
  )
  return pick(arrived, (name) => fieldValue(values, name))
}

function isEdited(item: OpenItem, field: WriteField, now: FieldValue, rules: VerdictRules): boolean {
  if (rules.kind === 'revert') return !sameValue(field, now, fieldValue(item.before, field.name))
  if (Object.hasOwn(item.written, field.name)) return !sameOwn(item, field, now)
  // Never written as far as is known: what does not stand there as it did when it was planned, somebody put there since. After
  // an interrupted call it may be ours; that is the wanted value, which was found to be there already.
  return !sameValue(field, now, fieldValue(item.before, field.name))
}

function mayOverwrite(target: FieldValue, rules: VerdictRules): boolean {
  return rules.kind === 'write' && rules.onDrift === 'overwrite' && target !== null
}

function sameOwn(item: OpenItem, field: WriteField, value: FieldValue): boolean {
  return Object.hasOwn(item.written, field.name) && sameValue(field, item.written[field.name], value)
}

function fieldOf(rules: VerdictRules, name: string): WriteField {
  const field = rules.fields.get(name)
  if (field === undefined) throw new Error(`the plan holds a field "${name}" that Rapport does not know`)
  return field
}

function pick(names: readonly string[], of: (name: string) => FieldValue): FieldValues {
  return Object.fromEntries(names.map((name) => [name, of(name)]))
}
