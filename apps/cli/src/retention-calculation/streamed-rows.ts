/** Rows are put together before they are written: a write for each would take longer than the calculation. */
const ROWS_AT_ONCE = 1_000

/** The same text in fewer, larger parts. */
export function* inBatches(rows: Iterable<string>): Generator<string> {
  let batch: string[] = []
  for (const row of rows) {
    batch.push(row)
    if (batch.length < ROWS_AT_ONCE) continue
    yield batch.join('')
    batch = []
  }
  yield batch.join('')
}

/** One JSON object whose last property is a list of rows, in parts. `head` has at least one property. */
export async function* jsonWithRows(
  head: object,
  name: string,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<string> {
  let batch = [`${JSON.stringify(head, null, 2).slice(0, -2)},\n  ${JSON.stringify(name)}: [`]
  let separator = ''
  for await (const row of rows) {
    batch.push(`${separator}\n    ${JSON.stringify(row)}`)
    separator = ','
    if (batch.length < ROWS_AT_ONCE) continue
    yield batch.join('')
    batch = []
  }
  yield `${batch.join('')}\n  ]\n}\n`
}

/** A cell of a CSV file, in quotes where it needs them. */
export const csvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
