import pg from 'pg'
import { withOptions } from '../database-url.ts'

/** A connection string whose sessions the server ends soon after they have nothing to do. */
export function endingIdleSessions(url: string): string {
  return withOptions(url, '-c idle_session_timeout=100')
}

/** Until the server has ended a session of that connection string that was idle from now on. */
export async function untilIdleSessionsEnd(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))
  await client.connect()
  await client.query('select 1')
  await ended
}
