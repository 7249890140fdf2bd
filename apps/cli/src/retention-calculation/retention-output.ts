import type { RetentionCalculation } from './calculate-retention.ts'
import { calculationResult, RETENTION_COLUMNS, retentionRows } from './retention-result.ts'
import { csvCell, inBatches, jsonWithRows } from './streamed-rows.ts'

/** The whole result as one JSON object, in parts, so that millions of customers need no memory. */
export function jsonParts(calculation: RetentionCalculation): AsyncGenerator<string> {
  return jsonWithRows(calculationResult(calculation), 'customers', retentionRows(calculation.customers))
}

/** The customers as CSV with a header. */
export function* csvLines({ customers }: RetentionCalculation): Generator<string> {
  yield `${RETENTION_COLUMNS.map(([name]) => name).join(',')}\n`
  yield* inBatches(csvRows(customers))
}

function* csvRows(customers: RetentionCalculation['customers']): Generator<string> {
  for (const row of retentionRows(customers)) {
    yield `${RETENTION_COLUMNS.map(([, key]) => csvCell(String(row[key] ?? ''))).join(',')}\n`
  }
}
