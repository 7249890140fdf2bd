import { csvWithRows, jsonWithRows } from '../streamed-rows.ts'
import type { ValueCalculation } from './calculate-value.ts'
import type { ValueRequest } from './value-request.ts'
import { validationResult, valueResult } from './value-result.ts'
import { VALUE_COLUMNS, valueRows } from './value-rows.ts'

/** The whole result as one JSON object, in parts, so that millions of customers need no memory. */
export const jsonParts = (request: ValueRequest, calculation: ValueCalculation): AsyncGenerator<string> =>
  jsonWithRows(
    valueResult(request, calculation),
    { name: 'customers', rows: valueRows(calculation) },
    { validation: validationResult(calculation) },
  )

/** The customers as CSV with a header. */
export function csvLines(calculation: ValueCalculation): Generator<string> {
  const columns = VALUE_COLUMNS.filter(([, key]) => key !== 'contractValue' || calculation.contracts !== null)
  return csvWithRows(columns, valueRows(calculation))
}
