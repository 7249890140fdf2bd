import { csvWithRows, jsonWithRows } from '../streamed-rows.ts'
import type { RetentionCalculation } from './calculate-retention.ts'
import { calculationResult, RETENTION_COLUMNS, retentionRows } from './retention-result.ts'

/** The whole result as one JSON object, in parts. */
export const jsonParts = (calculation: RetentionCalculation): AsyncGenerator<string> =>
  jsonWithRows(calculationResult(calculation), {
    name: 'customers',
    rows: retentionRows(calculation.customers),
  })

/** The customers as CSV with a header, in parts. */
export const csvParts = ({ customers }: RetentionCalculation): Generator<string> =>
  csvWithRows(RETENTION_COLUMNS, retentionRows(customers))
