import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConnectorError, isRetryable } from '@rapport/connector'
import { parse } from 'csv-parse'
import { openText, type SalesforceContext } from '../client.ts'
import type { Row } from '../query.ts'

/** How often one part of the results is fetched again after its connection broke. */
const attempts = 5

/**
 * The rows of one part of a job's results, as they arrive: what is in memory does not grow with the part. Where the connection
 * breaks, the part is fetched again, and what was given is passed over; a job's results do not change.
 * @returns the locator of the next part; null at the end.
 */
export async function* resultRows(
  ctx: SalesforceContext,
  job: string,
  path: string,
): AsyncGenerator<Row, string | null> {
  const operation = `read results of bulk job ${job}`
  let given = 0
  for (let attempt = 1; ; attempt++) {
    const { headers, chunks } = await openText(ctx, { effect: 'read', operation }, path)
    try {
      let seen = 0
      for await (const row of rowsOf(chunks)) {
        seen += 1
        if (seen <= given) continue
        given = seen
        yield row
      }
      requireAll(operation, headers['sforce-numberofrecords'], seen)
      const locator = headers['sforce-locator']
      // Salesforce writes the word, not an empty header, behind the last part.
      return locator === undefined || locator === '' || locator === 'null' ? null : locator
    } catch (error) {
      if (!isRetryable(error) || attempt >= attempts || ctx.signal.aborted) throw error
    }
  }
}

async function* rowsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  const parser = parse({ columns: true, relax_column_count: false })
  let failure: unknown
  const feeding = pipeline(Readable.from(chunks, { objectMode: false }), parser).catch((error: unknown) => {
    failure = error
  })
  try {
    for await (const record of parser) yield toRow(record)
  } catch (error) {
    await feeding
    throw asFailure(failure ?? error)
  } finally {
    parser.destroy()
    await feeding
  }
  if (failure !== undefined) throw asFailure(failure)
}

/** CSV knows no null: an empty value is one. */
function toRow(record: Readonly<Record<string, string>>): Row {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, value === '' ? null : value]),
  )
}

function asFailure(error: unknown): unknown {
  if (error instanceof ConnectorError) return error
  const isCutShort = error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')
  if (!isCutShort) return error
  return new ConnectorError('transient', 'the results of a bulk job were cut short', { cause: error })
}

function requireAll(operation: string, count: string | undefined, seen: number): void {
  if (count === undefined || !/^\d+$/.test(count) || Number(count) === seen) return
  throw new ConnectorError('transient', `${operation}: ${seen} of ${count} rows arrived`)
}
