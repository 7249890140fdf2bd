import { beginsFormula } from './printable.ts'

/** Rows are put together before they are written: a write for each would take longer than the calculation. */
const ROWS_AT_ONCE = 1_000

/** The same text in fewer, larger parts. */
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

/** A list of rows in one JSON object, under a name. */
export interface NamedRows {
  readonly name: string
  readonly rows: Iterable<unknown> | AsyncIterable<unknown>
}

/** The properties of an object, written as they are in one of many lines, without the braces. */
const propertiesOf = (object: object): string => JSON.stringify(object, null, 2).slice(2, -2)

/**
 * One JSON object with a list of rows, in parts, so that millions of rows need no memory. `head` is what stands before the
 * rows and `tail` what stands behind them; both have at least one property.
 */
export async function* jsonWithRows(
  head: object,
  { name, rows }: NamedRows,
  tail: object | null = null,
): AsyncGenerator<string> {
  let batch = [`{\n${propertiesOf(head)},\n  ${JSON.stringify(name)}: [`]
  let separator = ''
  for await (const row of rows) {
    batch.push(`${separator}\n    ${JSON.stringify(row)}`)
    separator = ','
    if (batch.length < ROWS_AT_ONCE) continue
    yield batch.join('')
    batch = []
  }
  yield `${batch.join('')}\n  ]${tail === null ? '' : `,\n${propertiesOf(tail)}`}\n}\n`
}

/** A cell of a CSV file, in quotes where it needs them. */
const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Rows as CSV with a header, in parts; what is null or missing is an empty cell. Each column is its name in the file and its key. */
export function* csvWithRows<Row extends object>(
  columns: readonly (readonly [name: string, key: keyof Row])[],
  rows: Iterable<Row>,
): Generator<string> {
  yield `${columns.map(([name]) => csvCell(name)).join(',')}\n`
  yield* inBatches(csvLines(columns, rows))
}

function* csvLines<Row extends object>(
  columns: readonly (readonly [name: string, key: keyof Row])[],
  rows: Iterable<Row>,
): Generator<string> {
  for (const row of rows) yield `${columns.map(([, key]) => csvCell(cellText(row[key]))).join(',')}\n`
}

const isNumber = /^[+-]?\d+(\.\d+)?$/

/**
 * Text may come from outside: a spreadsheet would run what looks like a formula, and a terminal obey its signs. All else stays as it is, as
 * ids are joined by.
 */
function cellText(value: unknown): string {
  if (typeof value !== 'string') return String(value ?? '')
  const text = value.replace(/(?![\t\n\r])\p{Cc}/gu, ' ')
  return beginsFormula.test(text) && !isNumber.test(text) && text !== '-' ? `'${text}` : text
}
