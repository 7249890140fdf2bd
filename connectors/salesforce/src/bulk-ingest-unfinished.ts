import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { waitForJobEnd } from './bulk-ingest-job.ts'
import { callClient, type SalesforceContext } from './client.ts'
import { paths } from './paths.ts'
import { readUserId } from './user.ts'

const page = z.object({
  records: z.array(
    z.object({
      id: z.string(),
      object: z.string().catch(''),
      operation: z.string().catch(''),
      state: z.string(),
      createdById: z.string().catch(''),
    }),
  ),
  nextRecordsUrl: z.string().nullish(),
})
type ListedJob = z.infer<typeof page>['records'][number]

const looks = new WeakMap<object, Map<string, Promise<void>>>()

/**
 * Waits until no update job of this user is at work on these objects: a run that was killed leaves its job working, and what
 * it has not written yet would be written twice. Salesforce itself lists the jobs, so nothing needs to be kept here. A job
 * that was never closed does nothing, and is left alone. Looks once per run, with one call where there is no such job.
 */
export async function waitForUnfinishedJobs(
  ctx: SalesforceContext,
  objects: readonly string[],
): Promise<void> {
  const ofContext = looks.get(ctx) ?? new Map<string, Promise<void>>()
  looks.set(ctx, ofContext)
  const key = objects.join()
  const looking = ofContext.get(key) ?? waitForAll(ctx, objects)
  ofContext.set(key, looking)
  try {
    await looking
  } catch (error) {
    if (ofContext.get(key) === looking) ofContext.delete(key)
    throw error
  }
}

/** Has the next reader look again, because a job of this run may be at work. */
export function forgetFinishedJobs(ctx: SalesforceContext): void {
  looks.delete(ctx)
}

async function waitForAll(ctx: SalesforceContext, objects: readonly string[]): Promise<void> {
  const working = (await listJobs(ctx)).filter(
    ({ object, operation, state }) =>
      objects.includes(object) &&
      operation === 'update' &&
      (state === 'UploadComplete' || state === 'InProgress'),
  )
  if (working.length === 0) return
  const user = await readUserId(ctx)
  for (const { id, createdById } of working) if (createdById === user) await waitForJobEnd(ctx, id)
}

async function listJobs(ctx: SalesforceContext): Promise<readonly ListedJob[]> {
  const operation = 'list the ingest jobs'
  const found: ListedJob[] = []
  let path: string | null = `${paths.ingestJobs(ctx.settings)}?jobType=V2Ingest`
  while (path !== null) {
    const part: z.infer<typeof page> | null = await listPage(ctx, operation, path)
    // Who may not list jobs may not create them either.
    if (part === null) return found
    found.push(...part.records)
    path = part.nextRecordsUrl ?? null
  }
  return found
}

async function listPage(
  ctx: SalesforceContext,
  operation: string,
  path: string,
): Promise<z.infer<typeof page> | null> {
  try {
    const answer: unknown = await callClient(ctx, { effect: 'read', operation }, async (connection) =>
      connection.requestGet(path),
    )
    const parsed = page.safeParse(answer)
    if (parsed.success) return parsed.data
    throw new ConnectorError('contract', `${operation}: the answer is no list of jobs`, {
      cause: parsed.error,
    })
  } catch (error) {
    // A limit that was reached says nothing of jobs, though it comes as a 403 as well.
    if (error instanceof ConnectorError && error.kind !== 'rate' && isRefused(error.status)) return null
    throw error
  }
}

const isRefused = (status: number | null): boolean => status === 403 || status === 404
