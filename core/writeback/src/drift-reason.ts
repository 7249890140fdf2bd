import type { FieldValue, FieldValues } from '@rapport/connector'
import { fieldValue } from './stored-value.ts'

/** Says which fields are left as a person edited them. */
export function driftReason(names: readonly string[], written: FieldValues, held: FieldValues): string {
  const fields = names.map(
    (name) =>
      `${name} (Rapport wrote ${shown(fieldValue(written, name))}, it holds ${shown(fieldValue(held, name))})`,
  )
  return `left because it was edited since: ${fields.join(', ')}`
}

function shown(value: FieldValue): string {
  return value === null ? 'nothing' : JSON.stringify(value)
}
