import { setTimeout as pause } from 'node:timers/promises'
import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from '../client.ts'
import { paths } from '../paths.ts'
import type { QueryScope } from '../query.ts'

const job = z.object({
  id: z.string(),
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']),
})
type Job = z.infer<typeof job>

/** Longest pause between two looks at a job. */
const longestPauseMs = 60_000

/**
 * Has Salesforce run a query as a job (Bulk API 2.0), with one call. The query has no order and no limit: either would keep
 * Salesforce from splitting it by ids. A job made twice after a lost answer costs nothing but itself.
 */
export async function createQueryJob(
  ctx: SalesforceContext,
  object: string,
  soql: string,
  scope: QueryScope,
): Promise<string> {
  const operation = `create a bulk job over ${object}`
  const body = { operation: scope === 'all' ? 'queryAll' : 'query', query: soql }
  const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
    connection.requestPost(paths.queryJobs(ctx.settings), body),
  )
  return parseJob(operation, answer).id
}

/**
 * Waits until a job is done.
 * @returns `gone` where Salesforce no longer has it (results are kept for seven days), `failed` where it gave up.
 */
export async function waitForJob(ctx: SalesforceContext, id: string): Promise<'done' | 'gone' | 'failed'> {
  for (let wait = ctx.settings.bulkPollMs; ; wait = Math.min(wait * 1.5, longestPauseMs)) {
    const found = await lookAt(ctx, id)
    if (found === null) return 'gone'
    if (found.state === 'JobComplete') return 'done'
    if (found.state === 'Failed' || found.state === 'Aborted') return 'failed'
    await pause(Math.max(1, wait), undefined, { signal: ctx.signal })
  }
}

async function lookAt(ctx: SalesforceContext, id: string): Promise<Job | null> {
  const operation = `look at bulk job ${id}`
  try {
    const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
      connection.requestGet(paths.queryJob(ctx.settings, id)),
    )
    return parseJob(operation, answer)
  } catch (error) {
    // A job answers only to the version it was made with (409): after an upgrade it is as good as gone.
    if (error instanceof ConnectorError && (error.kind === 'gone' || error.kind === 'conflict')) return null
    throw error
  }
}

function parseJob(operation: string, answer: unknown): Job {
  const parsed = job.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no bulk job`, { cause: parsed.error })
}
