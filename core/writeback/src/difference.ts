import type { FieldValue, FieldValues } from '@rapport/connector'
import { fieldValue, sameValue, storedValue } from './stored-value.ts'
import type { WriteField } from './write-field.ts'

/** What to do with a field that a person edited after Rapport's write. */
export type OnDrift = 'keep' | 'overwrite'

export interface DifferenceRules {
  readonly onDrift: OnDrift
  /** Model values that move by no more than this share of what the CRM holds are left. */
  readonly materiality: number
}

/** What is known of one record in the CRM. A field that is a key of `written` was last written by Rapport with that value. */
export interface KnownRecord {
  readonly held: FieldValues
  readonly written: FieldValues
  /** Fields that were reverted and are not written until released. */
  readonly onHold: ReadonlySet<string>
}

/**
 * What happens to one field:
 * - `write`: it gets the wanted value
 * - `clear`: Rapport's own value became unknown and is taken away
 * - `same`: it holds the wanted value, or the wanted value is unknown and the held one is not Rapport's to take away
 * - `immaterial`: it moved too little to be worth a write
 * - `drift`: a person edited it since Rapport wrote it
 * - `heldBack`: it was reverted and is not released
 */
export type FieldDecision = 'write' | 'clear' | 'same' | 'immaterial' | 'drift' | 'heldBack'

/** What happens to one record. `before` and `after` hold the fields concerned; both are empty where nothing is. */
export interface RecordDifference {
  readonly outcome: 'changed' | 'cleared' | 'drifted' | 'heldBack' | 'unchanged'
  readonly before: FieldValues
  readonly after: FieldValues
  /** Fields left as a person edited them. */
  readonly drifted: readonly string[]
}

const unchanged: RecordDifference = { outcome: 'unchanged', before: {}, after: {}, drifted: [] }

/** Decides one field. A wanted null means unknown. */
export function decideField(
  field: WriteField,
  wanted: FieldValue,
  known: KnownRecord,
  rules: DifferenceRules,
): FieldDecision {
  const held = storedValue(field, known.held[field.name])
  const target = storedValue(field, wanted)
  if (target === held) return 'same'
  const own = Object.hasOwn(known.written, field.name)
  const edited = own && !sameValue(field, known.written[field.name], held)
  if (target === null && (!own || edited)) return 'same'
  if (known.onHold.has(field.name)) return 'heldBack'
  if (target === null) return 'clear'
  if (edited) return rules.onDrift === 'overwrite' ? 'write' : 'drift'
  return isMaterial(field, target, held, rules.materiality) ? 'write' : 'immaterial'
}

/**
 * Decides one record: wanted values against what the CRM holds and what Rapport wrote. A wanted field that is missing is left
 * alone; one that is null is unknown. A companion is written with another field, or by itself where it went with its field, which somebody
 * deleted. A record counts once: as cleared if a field is cleared, else as changed if one is
 * written, else as drifted, else as held back.
 */
export function decideRecord(
  fields: readonly WriteField[],
  wanted: FieldValues,
  known: KnownRecord,
  rules: DifferenceRules,
): RecordDifference {
  const asked = fields.filter((field) => Object.hasOwn(wanted, field.name))
  const decided = asked.map(
    (field) => [field, decideField(field, fieldValue(wanted, field.name), known, rules)] as const,
  )
  // Nearly all records of nearly all runs.
  if (decided.every(([, decision]) => decision === 'same')) return unchanged
  const decisions = new Map(decided)
  const material = asked.filter((field) => field.material !== 'companion')
  const are = (decision: FieldDecision) => material.filter((field) => decisions.get(field) === decision)
  const groups = new Set(are('write').flatMap((field) => field.group ?? []))
  const moves = (field: WriteField): boolean => {
    const decision = decisions.get(field)
    if (decision === 'immaterial') return field.group !== null && groups.has(field.group)
    return decision === 'write' || decision === 'clear'
  }
  const drifted = are('drift').map((field) => field.name)
  const show = (concerned: readonly WriteField[]) => ({
    before: pick(concerned, known.held),
    after: pick(concerned, wanted),
    drifted,
  })
  if (material.some(moves)) {
    return { outcome: are('clear').length > 0 ? 'cleared' : 'changed', ...show(asked.filter(moves)) }
  }
  if (drifted.length > 0) return { outcome: 'drifted', ...show(are('drift')) }
  if (are('heldBack').length > 0) return { outcome: 'heldBack', ...show([]) }
  const isLost = (field: WriteField) =>
    field.material === 'companion' && moves(field) && wentWithField(field, known)
  if (asked.some(isLost)) return { outcome: 'changed', ...show(asked.filter(moves)) }
  return { outcome: 'unchanged', ...show([]) }
}

/**
 * Whether a field is empty in a record that Rapport wrote to, and it is not known to have written that field: it is new, or somebody
 * deleted it with what it held. Of one that a person emptied it is still known.
 */
function wentWithField({ name }: WriteField, { held, written }: KnownRecord): boolean {
  return Object.keys(written).length > 0 && !Object.hasOwn(written, name) && (held[name] ?? null) === null
}

function isMaterial(field: WriteField, target: FieldValue, held: FieldValue, materiality: number): boolean {
  if (field.material !== 'model' || typeof target !== 'number' || typeof held !== 'number') return true
  return Math.abs(target - held) > materiality * Math.abs(held)
}

function pick(fields: readonly WriteField[], values: FieldValues): FieldValues {
  return Object.fromEntries(fields.map((field) => [field.name, storedValue(field, values[field.name])]))
}
