import { csvWithRows, jsonWithRows } from '../streamed-rows.ts'
import type { FileRetention, RetentionCalculation } from './calculate-retention.ts'
import {
  calculationResult,
  contractRetentionResult,
  RETENTION_COLUMNS,
  retentionRows,
} from './retention-result.ts'

/** The whole result as one JSON object, in parts. */
export const jsonParts = (calculation: RetentionCalculation): AsyncGenerator<string> =>
  calculation.report === null
    ? jsonWithRows(contractRetentionResult(calculation), { name: 'customers', rows: [] })
    : jsonWithRows(calculationResult(calculation), {
        name: 'customers',
        rows: retentionRows(calculation.customers),
      })

/** The customers as CSV with a header, in parts. */
export const csvParts = ({ customers }: FileRetention): Generator<string> =>
  csvWithRows(RETENTION_COLUMNS, retentionRows(customers))
