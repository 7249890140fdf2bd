import { type FieldValue, type FieldValues, recordCurrency } from '@rapport/connector'
import { fieldValue } from './stored-value.ts'

/**
 * Says which fields are left as a person edited them: what Rapport wrote there, or for one that it never wrote, what it held when
 * the plan was made.
 */
export function driftReason(
  names: readonly string[],
  written: FieldValues,
  held: FieldValues,
  planned: FieldValues = {},
): string {
  const fields = names.map((name) => {
    const former = Object.hasOwn(written, name)
      ? `Rapport wrote ${shown(fieldValue(written, name))}`
      : `it held ${shown(fieldValue(planned, name))} when it was planned`
    return `${name} (${former}, it holds ${shown(fieldValue(held, name))})`
  })
  return `left because it was edited since: ${fields.join(', ')}`
}

/** Says which money is left because its record is kept in another currency than it was meant in. */
export function currencyReason(names: readonly string[], meant: string | null, held: FieldValues): string {
  return `left because the record is kept in ${fieldValue(held, recordCurrency)} by now, and the amounts are in ${meant}: ${names.join(', ')}`
}

function shown(value: FieldValue): string {
  return value === null ? 'nothing' : JSON.stringify(value)
}
