import { ConnectorError, isRetryable } from '@rapport/connector'
import { openText, type SalesforceContext } from '../client.ts'
import type { Row } from '../query.ts'
import { csvRows } from './csv-rows.ts'

/** How often one part of the results is fetched again after its connection broke. */
const attempts = 5

/**
 * The rows of one part of a job's results, as they arrive: what is in memory does not grow with the part. Where the connection
 * breaks, the part is fetched again, and what was given is passed over; a job's results do not change.
 * @returns the locator of the next part; null at the end.
 */
export async function* resultRowGroups(
  ctx: SalesforceContext,
  job: string,
  path: string,
): AsyncGenerator<readonly Row[], string | null> {
  const operation = `read results of bulk job ${job}`
  let given = 0
  for (let attempt = 1; ; attempt++) {
    const { headers, chunks } = await openText(ctx, { effect: 'read', operation }, path)
    try {
      let seen = 0
      for await (const rows of csvRows(chunks)) {
        const fresh = rows.slice(Math.max(0, given - seen))
        seen += rows.length
        given = Math.max(given, seen)
        if (fresh.length > 0) yield fresh
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

function requireAll(operation: string, count: string | undefined, seen: number): void {
  if (count === undefined || !/^\d+$/.test(count) || Number(count) === seen) return
  throw new ConnectorError('transient', `${operation}: ${seen} of ${count} rows arrived`)
}
