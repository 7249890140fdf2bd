import type { ValueCalculation } from './calculate-value.ts'
import type { ValueRequest } from './value-request.ts'
import { validationResult, valueResult } from './value-result.ts'
import { VALUE_COLUMNS, type ValueRow, valueRows } from './value-rows.ts'

/** Rows are put together before they are written: a write for each would take longer than the calculation. */
const ROWS_AT_ONCE = 1_000

function* inBatches(rows: Iterable<string>): Generator<string> {
  let batch: string[] = []
  for (const row of rows) {
    batch.push(row)
    if (batch.length < ROWS_AT_ONCE) continue
    yield batch.join('')
    batch = []
  }
  yield batch.join('')
}

/** The whole result as one JSON object, in parts, so that millions of customers need no memory. */
export function* jsonParts(request: ValueRequest, calculation: ValueCalculation): Generator<string> {
  const head = JSON.stringify(valueResult(request, calculation), null, 2)
  yield `${head.slice(0, -2)},\n  "customers": [`
  yield* inBatches(jsonRows(calculation))
  const validation = JSON.stringify(validationResult(calculation), null, 2).replaceAll('\n', '\n  ')
  yield `\n  ],\n  "validation": ${validation}\n}\n`
}

function* jsonRows(calculation: ValueCalculation): Generator<string> {
  let separator = ''
  for (const row of valueRows(calculation)) {
    yield `${separator}\n    ${JSON.stringify(row)}`
    separator = ','
  }
}

/** The customers as CSV with a header. */
export function* csvLines(calculation: ValueCalculation): Generator<string> {
  const columns = VALUE_COLUMNS.filter(([, key]) => key !== 'contractValue' || calculation.contracts !== null)
  yield `${columns.map(([name]) => name).join(',')}\n`
  yield* inBatches(csvRows(calculation, columns))
}

function* csvRows(
  calculation: ValueCalculation,
  columns: readonly (readonly [string, keyof ValueRow])[],
): Generator<string> {
  for (const row of valueRows(calculation)) {
    yield `${columns.map(([, key]) => csvCell(String(row[key] ?? ''))).join(',')}\n`
  }
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
