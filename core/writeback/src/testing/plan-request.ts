import type { FieldValues } from '@rapport/connector'
import type { PlanRequest } from '../plan.ts'
import type { WriteField } from '../write-field.ts'

/** Asks for a plan that gives contacts of the connection `crm` these values, by record. */
export function planRequest(
  fields: readonly WriteField[],
  wanted: Readonly<Record<string, FieldValues>>,
  more: Partial<PlanRequest> = {},
): PlanRequest {
  return {
    runId: null,
    connection: 'crm',
    entity: 'contact',
    fields,
    onDrift: 'keep',
    materiality: 0.01,
    guardRails: { maxChangedShare: 0.5, maxClearedShare: 0.05, minRecords: 50, jumpShare: 0.25 },
    confirmed: false,
    wanted: wantedRecords(wanted),
    ...more,
  }
}

async function* wantedRecords(wanted: Readonly<Record<string, FieldValues>>) {
  for (const [recordId, values] of Object.entries(wanted)) yield { recordId, customerId: null, values }
}

/** `r0`, `r1`, … */
export function recordIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `r${index}`)
}

/** The same values for each of these records. */
export function all(ids: readonly string[], values: FieldValues): Record<string, FieldValues> {
  return Object.fromEntries(ids.map((id) => [id, values]))
}
